import type { Storage } from "settings/twin-record";

/** The doorbell's own network, on which it is set up. */
export interface AccessPoint {
	readonly ssid: string;
	readonly password: string;
}

const key = "access-point";
/** Without those that are taken for one another. */
const letters = "abcdefghjkmnpqrstuvwxyz23456789";
const passwordLength = 10;

/**
 * The name and the password of this doorbell's access point: made once at random, and the same ever after, so that they
 * can be written on it; a reset of the settings does not change them. Without a storage that keeps them they are others each time.
 *
 * @param random fills with random bytes
 * @param fixed a password that the image gives; empty for none
 */
export function readAccessPoint(
	storage: Storage | undefined,
	random: (bytes: Uint8Array) => void,
	fixed: string,
): AccessPoint {
	const [id, password] = read(storage) ?? make(storage, random);
	return { ssid: `Belltower-${id}`, password: fixed || password };
}

/** The password that the image gives the access point: `setupPassword` of the configuration; empty for none that is valid. */
export function readSetupPassword(given: unknown): string {
	return typeof given === "string" && /^[\x20-\x7e]{8,63}$/.test(given) ? given : "";
}

function read(storage: Storage | undefined): [string, string] | undefined {
	try {
		const stored = storage?.read(key);
		const match = stored && /^(\w{4}) (\w{10})$/.exec(String.fromArrayBuffer(stored));
		return match ? [match[1] ?? "", match[2] ?? ""] : undefined;
	} catch {
		return undefined;
	}
}

function make(storage: Storage | undefined, random: (bytes: Uint8Array) => void): [string, string] {
	const text = randomText(4 + passwordLength, random);
	const made: [string, string] = [text.slice(0, 4), text.slice(4)];
	try {
		storage?.write(key, ArrayBuffer.fromString(made.join(" ")));
	} catch {
		// Who can't keep them can be set up all the same.
	}
	return made;
}

/** Bytes that would make some letters likelier than others are not used. */
function randomText(length: number, random: (bytes: Uint8Array) => void): string {
	const most = 256 - (256 % letters.length);
	const bytes = new Uint8Array(1);
	let text = "";
	while (text.length < length) {
		random(bytes);
		const [byte = 0] = bytes;
		if (byte < most) text += letters.charAt(byte % letters.length);
	}
	return text;
}
