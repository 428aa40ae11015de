import { networkInterfaces } from "node:os";
import type { Hub } from "../server";

const EVERYWHERE = ["0.0.0.0", "::"];

/** What a person who started the hub in a terminal is told. @param host that it is bound to */
export function greeting({ url, port, trustPort, signInNeeded }: Hub, host = "127.0.0.1"): string {
	const { protocol, hostname } = new URL(url);
	const others = EVERYWHERE.includes(host) ? addresses() : [];
	const trusted = others[0] ?? hostname;
	const lines = [
		`Belltower's hub runs. Open ${url}`,
		...others.map((address) => `On other machines ${protocol}//${address}:${port}`),
		...(trustPort === undefined ? [] : [`Trust its certificate first: http://${trusted}:${trustPort}/trust`]),
		...(signInNeeded
			? []
			: ["It is open to all who use this machine, and to nobody else; docs/hub.md says how to change that."]),
		"Stop it with Ctrl-C.",
	];
	return `\n${lines.map((line) => `  ${line}\n`).join("")}\n`;
}

/** By which others reach this machine: IPv4, as people can read and type it. */
function addresses(): string[] {
	return Object.values(networkInterfaces())
		.flatMap((each) => each ?? [])
		.filter(({ family, internal }) => family === "IPv4" && !internal)
		.map(({ address }) => address);
}
