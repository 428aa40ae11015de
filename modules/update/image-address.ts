import { UpdateError } from "update/update-error";
import type { Server } from "update/byte-stream";

/** Where an image is. */
export interface ImageAddress extends Server {
	/** What is asked of the server: path and query. */
	resource: string;
}

const whole = () => /^(https?):\/\/([a-z0-9._-]{1,253})(?::([0-9]{1,5}))?(\/[\x21-\x7e]*)?$/i;
const resource = () => /^\/[\x21-\x7e]*$/;

/**
 * Reads the address of an image: `http://HOST[:PORT]/PATH`, `https://…`, or `/PATH` on the server `base`. RFC 9110 section
 * 4.2, without users and IPv6 addresses.
 *
 * @throws UpdateError `bad-address`
 */
export function readImageAddress(text: string, base: Server | undefined): ImageAddress {
	if (base && resource().test(text) && !text.startsWith("//"))
		return { host: base.host, port: base.port, secure: base.secure, resource: text };
	const [, scheme = "", host = "", portText, path = "/"] = whole().exec(text) ?? [];
	const secure = scheme.toLowerCase() === "https";
	const port = portText === undefined ? (secure ? 443 : 80) : Number(portText);
	if (host === "" || port < 1 || port > 65535)
		throw new UpdateError(
			"bad-address",
			`the image's address is "${text.slice(0, 64)}"; it must look like "http://192.168.1.10:8000/image" or "/image"`,
		);
	return { host, port, secure, resource: path.replace(/#.*/, "") };
}

/** Whether both are the same server, which may be told the same secrets. */
export function isSameServer(a: Server, b: Server): boolean {
	return a.host.toLowerCase() === b.host.toLowerCase() && a.port === b.port && a.secure === b.secure;
}
