import { messageOf } from "protocol/message-of";
import type { Address } from "link/address";
import type { Closed, Connect, Connection, ConnectionError } from "link/connection";
import { type LinkTarget, requestOf } from "link/target";

/** What each error of a connection means to somebody who sets a doorbell up. */
const meanings: Readonly<Record<string, (address: Address) => string>> = Object.freeze(
	{
		"resolve-failed": ({ host }) => `no computer named "${host}" was found; is the name right?`,
		"connect-failed": ({ host, port }) => `${host} does not answer on port ${port}; does the hub run there?`,
		"certificate-expired": () => "the hub's certificate has expired, or is not valid yet",
		"certificate-wrong-name": ({ host }) => `the hub's certificate is for another name than ${host}`,
		"certificate-self-signed": () => "the hub's certificate is signed by itself; give it below as PEM",
		"certificate-unknown-authority": () =>
			"the hub's certificate is of an authority that is not known here; give that one's below as PEM",
		"handshake-timeout": ({ host, port }) => `${host} does not answer on port ${port} in time`,
		"handshake-lost": ({ host, port }) => `at ${host}, port ${port}, there is something else than a hub`,
		"handshake-malformed": ({ host, port }) => `at ${host}, port ${port}, there is something else than a hub`,
	},
	true,
);

/**
 * Connects to the hub as the doorbell will, and closes the connection again: looks the name up, connects, and shows the
 * token.
 *
 * @param ended told once: undefined where it went well, or what is wrong as a sentence
 * @returns gives it up without telling
 */
export function tryHub(
	connect: Connect,
	target: LinkTarget,
	ended: (problem: string | undefined) => void,
): () => void {
	const { address, token } = target;
	let connection: Connection | undefined;
	let isOver = false;
	const end = (problem: string | undefined): void => {
		if (isOver) return;
		isOver = true;
		ended(problem);
	};
	try {
		connection = connect({
			...requestOf(target, "audio"),
			onReadable: () => undefined,
			onWritable: () => {
				end(undefined);
				connection?.close(1000, "tried");
			},
			onClose: (closed) => end(closedBecause(closed)),
			onError: (error) => end(meaningOf(error, address, token)),
		});
	} catch (error) {
		end(messageOf(error));
	}
	return () => {
		if (isOver) return;
		isOver = true;
		connection?.close(1000, "given up");
	};
}

function meaningOf({ code, status, message }: ConnectionError, address: Address, token: string): string {
	if (status === 401 || status === 403)
		return token ? "the hub refuses the token" : "the hub wants a token, and none is given";
	if (status === 404) return `at ${address.host}, port ${address.port}, there is no hub but another server`;
	if (status !== undefined) return `the hub refuses the doorbell with HTTP status ${status}`;
	return meanings[code]?.(address) ?? `${message} (${code})`;
}

function closedBecause({ code, reason }: Closed): string {
	return `the hub has closed the connection at once (${code}${reason && `: ${reason}`})`;
}
