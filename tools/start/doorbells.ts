/** A simulated doorbell. */
export interface Doorbell {
	/** Its identity on the wire: `[a-z0-9-]+`. */
	device: string;
	/** What people call it. */
	name: string;
}

const usualNames = ["Front door", "Back door", "Garage", "Garden gate", "Side door", "Cellar"];

/** Names for `count` doorbells: the usual ones, or `name`, numbered if they are several. */
export function nameDoorbells(count: number, name?: string): Doorbell[] {
	return Array.from({ length: count }, (_, index) => {
		const chosen =
			name === undefined
				? (usualNames[index] ?? `Door ${index + 1}`)
				: count === 1
					? name
					: `${name} ${index + 1}`;
		return { device: deviceId(chosen, index), name: chosen };
	});
}

/** Makes an identity of a name: `Front door` becomes `front-door`; of a name without a letter or digit, `doorbell-1`. */
function deviceId(name: string, index: number): string {
	const plain = name.normalize("NFD").replace(/\p{Mark}/gu, "");
	const id = plain
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, "-")
		.replace(/^-+|-+$/g, "");
	return id === "" ? `doorbell-${index + 1}` : id;
}
