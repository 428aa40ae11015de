import UDP from "embedded:io/socket/udp";
import { closeSocket } from "provisioning/close-socket";
import type { PortalAddress } from "provisioning/portal-address";
import { answerQuery } from "provisioning/dns-answer";

/** How many queries are answered in one go; the rest is dropped, and phones ask again. */
const mostAtOnce = 16;

/** Says of every name that it is at one address, so that a phone that looks for the Internet finds the page. */
export class CaptiveDns {
	readonly #socket: UDP;

	/** @throws what the socket throws, where the port is taken */
	constructor({ dns, address, bind }: PortalAddress) {
		const bytes = address.split(".").map(Number);
		this.#socket = new UDP({
			port: dns,
			...(bind !== undefined && { address: bind }),
			onReadable() {
				for (let count = 0; count < mostAtOnce; count++) {
					const packet = this.read();
					if (!packet) return;
					const answer = answerQuery(new Uint8Array(packet), bytes);
					if (answer) this.write(answer, packet.address, packet.port);
				}
			},
		});
	}

	close(): void {
		closeSocket(this.#socket);
	}
}
