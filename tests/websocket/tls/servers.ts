import { once } from "node:events";
import { createServer, type Server, type ServerOptions } from "node:https";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";
import { type Certificate, type CertificateFolder, chain, derOf } from "./certificates";

/** What the client is told: where to connect, and whom to trust. */
export interface Connection {
	host: string;
	port: number;
	/** PEM, or DER in hexadecimal; empty for the system's. */
	authority: string;
}

/** A server, whom its client trusts, and what comes of it. */
export interface Case {
	name: string;
	host: string;
	/** Undefined for a server without TLS. */
	certificate: Certificate | undefined;
	authority: string;
	/** What the client says. */
	expected: RegExp;
	options?: ServerOptions;
}

const host = "doorbell.test";
const carried = /^closed 1000 clean 60000$/;

/** Servers in order, and each fault. */
export function allCases(folder: CertificateFolder): Case[] {
	const ca = { authority: true };
	const authority = folder.issue("Test authority", undefined, ca);
	const other = folder.issue("Other authority", undefined, ca);
	const intermediate = folder.issue("Intermediate", authority, ca);
	const own = folder.issue(host, authority);
	const expired = folder.issue(host, authority, { expired: true });
	const selfSigned = folder.issue(host);
	const rsaAuthority = folder.issue("RSA authority", undefined, { ...ca, rsa: true });
	const trust = authority.cert;
	const of = (name: string, certificate: Certificate | undefined, expected: RegExp): Case => ({
		name,
		host,
		certificate,
		authority: trust,
		expected,
	});
	const fault = (code: string): RegExp => new RegExp(`^error ${code}: `);
	return [
		of("carries messages both ways, with the authority as PEM", own, carried),
		{ ...of("and as DER", own, carried), authority: derOf(authority).toString("hex") },
		{ ...of("and with more than one authority", own, carried), authority: other.cert + trust },
		of("and if the server sends its authority, too", chain(own, authority), carried),
		of("by an intermediate authority", chain(folder.issue(host, intermediate), intermediate), carried),
		{
			...of("with keys of RSA", folder.issue(host, rsaAuthority, { rsa: true }), carried),
			authority: rsaAuthority.cert,
		},
		of(
			"with a name that has an asterisk",
			folder.issue("*.test", authority),
			fault("certificate-wrong-name"),
		),
		{
			...of("to a name below an asterisk", folder.issue("*.doorbell.test", authority), carried),
			host: "hub.doorbell.test",
		},
		{ ...of("to an address", folder.issue("127.0.0.1", authority), carried), host: "127.0.0.1" },
		{ ...of("to a server that trusts itself", selfSigned, carried), authority: selfSigned.cert },

		of("refuses a certificate that has expired", expired, fault("certificate-expired")),
		of("also with its authority", chain(expired, authority), fault("certificate-expired")),
		of(
			"refuses one for another name",
			folder.issue("window.test", authority),
			fault("certificate-wrong-name"),
		),
		{
			...of("refuses one for another address", own, fault("certificate-wrong-name")),
			host: "127.0.0.1",
		},
		of("refuses one that is signed by itself", selfSigned, fault("certificate-self-signed")),
		of(
			"refuses one of an authority that is not trusted",
			chain(folder.issue(host, other), other),
			fault("certificate-unknown-authority"),
		),
		{
			...of("and of one that the system does not know", own, fault("certificate-unknown-authority")),
			authority: "",
		},
		of(
			"refuses one that nobody has signed, with an intermediate that is in order",
			chain(folder.issue(host, folder.issue("Intermediate", undefined, ca)), intermediate),
			fault("certificate-unknown-authority"),
		),
		of(
			"refuses one that a server has signed",
			chain(
				folder.issue(host, folder.issue("window.test", authority)),
				folder.issue("window.test", authority),
			),
			fault("certificate-unknown-authority"),
		),
		{
			...of("refuses TLS 1.1", own, fault("tls-failed")),
			options: { minVersion: "TLSv1.1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" },
		},
		of(
			"refuses a server that speaks no TLS",
			undefined,
			/^error (tls-failed|connect-failed|handshake-timeout): /,
		),
	];
}

/** Servers that echo, one for each case. */
export class Servers {
	readonly connections: Connection[] = [];
	readonly #servers: (Server | WebSocketServer)[] = [];

	static async start(cases: readonly Case[]): Promise<Servers> {
		const servers = new Servers();
		for (const each of cases) await servers.#start(each);
		return servers;
	}

	stop(): void {
		for (const server of this.#servers) {
			if ("closeAllConnections" in server) server.closeAllConnections();
			server.close();
		}
	}

	async #start({ certificate, host: name, authority, options }: Case): Promise<void> {
		const server = certificate
			? createServer({ ...certificate, ...options })
			: new WebSocketServer({ port: 0, host: "127.0.0.1" });
		if (!(server instanceof WebSocketServer)) {
			echo(new WebSocketServer({ server }));
			server.on("tlsClientError", () => undefined);
			server.listen(0, "127.0.0.1");
		}
		await once(server, "listening");
		this.#servers.push(server);
		this.connections.push({ host: name, port: (server.address() as AddressInfo).port, authority });
	}
}

function echo(sockets: WebSocketServer): void {
	sockets.on("connection", (socket) => {
		socket.on("message", (data, binary) => {
			socket.send(data as Buffer, { binary });
		});
	});
}
