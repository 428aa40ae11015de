import { fillRandom } from "websocket/system";

const length = 8;

/** A text unlike any other that a doorbell makes, also after a restart: 64 random bits in hexadecimal. */
export function makeId(): string {
	const random = new Uint8Array(length);
	fillRandom(random);
	return Array.from(random, (byte) => (0x100 + byte).toString(16).slice(1)).join("");
}
