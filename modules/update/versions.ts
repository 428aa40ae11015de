const pattern = () => /^(\d{1,6})\.(\d{1,6})\.(\d{1,6})(?:-([0-9A-Za-z.-]+))?(?:\+([0-9A-Za-z.-]+))?$/;

/** A version as an image's description has it: `1.2.3+board`, or `1.2.3-beta.1+board`. Semantic Versioning 2.0.0. */
export interface ImageVersion {
	/** Without the board, as people know it. */
	version: string;
	/** Empty where the description names none. */
	board: string;
}

/** Takes a version and the board it is for apart. */
export function splitVersion(text: string): ImageVersion {
	const plus = text.indexOf("+");
	return plus < 0
		? { version: text, board: "" }
		: { version: text.slice(0, plus), board: text.slice(plus + 1) };
}

/** Whether it is a version that can be compared. */
export function isVersion(text: string): boolean {
	return pattern().test(text);
}

/**
 * Less than 0 if `a` is older than `b`, 0 if they are the same, more than 0 otherwise. Semantic Versioning 2.0.0, clause
 * 11. A text that is no version is older than any that is one.
 */
export function compareVersions(a: string, b: string): number {
	const left = pattern().exec(a),
		right = pattern().exec(b);
	if (!left || !right) return Number(left !== null) - Number(right !== null);
	for (let part = 1; part <= 3; part++) {
		const difference = Number(left[part]) - Number(right[part]);
		if (difference !== 0) return difference;
	}
	return comparePreReleases(left[4], right[4]);
}

function comparePreReleases(a: string | undefined, b: string | undefined): number {
	if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
	const left = a.split("."),
		right = b.split(".");
	for (let index = 0; index < left.length && index < right.length; index++) {
		const difference = compareIdentifiers(left[index] ?? "", right[index] ?? "");
		if (difference !== 0) return difference;
	}
	return left.length - right.length;
}

function compareIdentifiers(a: string, b: string): number {
	const isNumber = /^\d+$/;
	const numbers = [isNumber.test(a), isNumber.test(b)];
	if (numbers[0] && numbers[1]) return Number(a) - Number(b);
	if (numbers[0] !== numbers[1]) return numbers[0] ? -1 : 1;
	return a < b ? -1 : a > b ? 1 : 0;
}
