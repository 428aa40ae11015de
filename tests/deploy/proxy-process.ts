import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { connect } from "node:net";
import { freePort } from "../support/free-port";
import { Program } from "../support/program";
import { until } from "../support/until";

/** A proxy with its file in deploy/. */
export type ProxyName = "nginx" | "Caddy";

/** What the placeholders of a proxy's file become. */
export interface ProxySetting {
	hub: number;
	/** PEM files. */
	certificate: string;
	key: string;
}

const FILES = { nginx: "nginx.conf", Caddy: "Caddyfile" } as const;
const PACKAGES = { nginx: "nginx-light", Caddy: "caddy" } as const;

/** Why a proxy can't be tried here, and what to do about it; undefined if it can. */
export function whyNot(name: ProxyName): string | undefined {
	const { error } = spawnSync(name.toLowerCase(), [name === "nginx" ? "-v" : "version"]);
	return error && `${name} is missing: apt-get install ${PACKAGES[name]}`;
}

/** A real proxy on loopback, with the file that deploy/ has for it. It writes nowhere but into a folder of its own. */
export class ProxyProcess extends Program {
	readonly port: number;
	readonly #folder: string;

	private constructor(name: ProxyName, port: number, setting: ProxySetting) {
		const folder = mkdtempSync(join(tmpdir(), "belltower-proxy-"));
		mkdirSync(join(folder, "temporary"));
		const source = readFileSync(
			fileURLToPath(new URL(`../../deploy/${FILES[name]}`, import.meta.url)),
			"utf8",
		);
		const file = join(folder, FILES[name]);
		writeFileSync(file, name === "nginx" ? nginx(source, port, setting) : caddy(source, port, setting));
		const environment = { HOME: folder, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder };
		const words =
			name === "nginx"
				? ["nginx", "-e", "stderr", "-p", folder, "-c", file]
				: ["caddy", "run", "--adapter", "caddyfile", "--config", file];
		super(
			name,
			spawn(words[0] ?? "", words.slice(1), {
				env: { PATH: process.env["PATH"] ?? "", ...environment },
				stdio: ["ignore", "pipe", "pipe"],
			}),
		);
		this.port = port;
		this.#folder = folder;
	}

	/** Starts it on a free port and waits until it takes connections. */
	static async start(name: ProxyName, setting: ProxySetting): Promise<ProxyProcess> {
		const proxy = new ProxyProcess(name, await freePort(), setting);
		await until(`${name} to listen`, () => {
			if (!proxy.running) throw new Error(`${name} ended: ${proxy.output}`);
			return canConnect(proxy.port);
		});
		return proxy;
	}

	async stop(): Promise<void> {
		if (this.running) process.kill(this.pid, "SIGTERM");
		await this.exited();
		rmSync(this.#folder, { recursive: true, force: true });
	}
}

/** The file within the least that nginx needs around it. */
function nginx(source: string, port: number, { hub, certificate, key }: ProxySetting): string {
	const hasIpv6 = Object.values(networkInterfaces()).some((each) =>
		each?.some(({ address }) => address === "::1"),
	);
	const server = source
		.replace("listen 443 ssl", `listen 127.0.0.1:${port} ssl`)
		.replace("listen [::]:443 ssl;", hasIpv6 ? `listen [::1]:${port} ssl;` : "")
		.replace("door.example.org", "localhost")
		.replace("/etc/belltower/certificate.pem", certificate)
		.replace("/etc/belltower/key.pem", key)
		.replace("127.0.0.1:8000", `127.0.0.1:${hub}`);
	const folders = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
		(each) => `${each}_temp_path temporary/${each};`,
	);
	const user = process.getuid?.() === 0 ? "user root;" : "";
	return `daemon off; ${user} pid nginx.pid; error_log stderr; events {}
http { access_log off; ${folders.join(" ")}
${server}}
`;
}

/** The file, with a certificate of one's own, and without all that Caddy does for a name on the internet. */
function caddy(source: string, port: number, { hub, certificate, key }: ProxySetting): string {
	const site = source
		.replace("door.example.org", `https://localhost:${port}`)
		.replace("# tls /etc/belltower/certificate.pem /etc/belltower/key.pem", `tls ${certificate} ${key}`)
		.replace("127.0.0.1:8000", `127.0.0.1:${hub}`);
	return `{
	admin off
	auto_https off
	default_bind 127.0.0.1
}
${site}`;
}

function canConnect(port: number): Promise<boolean> {
	return new Promise((resolve) => {
		const socket = connect(port, "127.0.0.1", () => {
			socket.destroy();
			resolve(true);
		});
		socket.on("error", () => resolve(false));
	});
}
