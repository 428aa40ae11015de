/** A part of something: from `start` to `end`, both included. */
export interface Range {
	start: number;
	end: number;
}

/**
 * Reads a Range header of a single range of bytes. RFC 9110 section 14.2.
 * @returns undefined for one that is missing or not understood, and to be ignored
 */
export function readRange(header: string | undefined, length: number): Range | "unsatisfiable" | undefined {
	const [, first = "", last = ""] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? "") ?? [];
	if (first === "" && last === "") return undefined;
	const start = first === "" ? Math.max(0, length - Number(last)) : Number(first);
	const end = first === "" || last === "" ? length - 1 : Math.min(Number(last), length - 1);
	if (start >= length || (first === "" && Number(last) === 0)) return "unsatisfiable";
	return start > end ? undefined : { start, end };
}
