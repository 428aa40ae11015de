import { readFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createSecureServer, type Server as SecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { Log } from "../common/log";
import { HubError } from "../common/errors";
import { ownCertificate, type ServerCertificate } from "./home-made";
import { trustServer } from "./trust-page";

/** Where a hub has its certificate from. */
export interface TlsOptions {
	/** PEM files, or the certificate of its own in the data folder. */
	certificate: { cert: string; key: string } | "own";
	/** The port of the page without HTTPS that says how to trust the hub's own certificate; 0 for a free one, undefined for none. */
	helpPort?: number | undefined;
}

/** How often the certificate is looked at: it may have been renewed, or have to be. */
const LOOK = 12 * 3_600_000;
const MINIMUM = "TLSv1.2";

/** HTTP, or HTTPS with a certificate that is kept fresh. */
export class ServerTls {
	readonly #options: TlsOptions | undefined;
	readonly #data: string | undefined;
	readonly #host: string;
	#server: SecureServer | undefined;
	#certificate: ServerCertificate | undefined;
	#timer: NodeJS.Timeout | undefined;
	#help: Server | undefined;

	/** @throws HubError `bad-certificate` */
	constructor(options: TlsOptions | undefined, data: string | undefined, host: string) {
		this.#options = options;
		this.#data = data;
		this.#host = host;
		this.#certificate = options && this.#read(options);
	}

	get scheme(): "http" | "https" {
		return this.#certificate ? "https" : "http";
	}

	/** The port of the page that says how to trust the hub's own certificate, if there is one. */
	get helpPort(): number | undefined {
		return (this.#help?.address() as AddressInfo | null | undefined)?.port;
	}

	/** Makes a server; to be called once. */
	readonly makeServer = (listener: RequestListener): Server => {
		if (!this.#certificate) return createServer(listener);
		const { cert, key } = this.#certificate;
		try {
			this.#server = createSecureServer({ cert, key, minVersion: MINIMUM }, listener);
			return this.#server;
		} catch (error) {
			throw badCertificate(error);
		}
	};

	/** Keeps the certificate fresh, and says without HTTPS how to trust the hub's own. @param port of the hub */
	async start(port: number, log: Log): Promise<void> {
		this.#timer = setInterval(() => this.#renew(log), LOOK).unref();
		await this.#startHelp(port, log);
	}

	close(): void {
		clearInterval(this.#timer);
		this.#help?.close();
		this.#help?.closeAllConnections();
	}

	async #startHelp(port: number, log: Log): Promise<void> {
		const authority = this.#certificate?.authority;
		const helpPort = this.#options?.helpPort;
		if (authority === undefined || helpPort === undefined) return;
		const server = trustServer({ authority, port });
		await new Promise<void>((resolve) => {
			server.once("error", (error) => {
				log.warn(
					{ port: helpPort },
					`there is no page that says how to trust the certificate: ${error.message}`,
				);
				resolve();
			});
			server.listen(helpPort, this.#host, () => {
				this.#help = server;
				log.info({ port: this.helpPort }, "how to trust this hub's certificate: http, path /trust");
				resolve();
			});
		});
	}

	#renew(log: Log): void {
		if (!this.#options || !this.#server) return;
		try {
			const { cert, key } = this.#read(this.#options);
			this.#server.setSecureContext({ cert, key, minVersion: MINIMUM });
		} catch (error) {
			log.error({ code: "bad-certificate" }, `the certificate from before goes on: ${String(error)}`);
		}
	}

	#read({ certificate }: TlsOptions): ServerCertificate {
		try {
			if (certificate !== "own") {
				return { cert: readFileSync(certificate.cert, "utf8"), key: readFileSync(certificate.key, "utf8") };
			}
			if (this.#data === undefined) throw new HubError("bad-certificate", "there is no data folder");
			return ownCertificate(this.#data, this.#host);
		} catch (error) {
			throw badCertificate(error);
		}
	}
}

function badCertificate(error: unknown): HubError {
	const reason = error instanceof Error ? error.message : String(error);
	return new HubError("bad-certificate", `the certificate can't be used: ${reason}`, error);
}
