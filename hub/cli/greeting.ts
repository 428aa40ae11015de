import type { Hub } from "../server";

/** What a person who started the hub in a terminal is told. */
export function greeting({ url, trustPort, signInNeeded }: Hub): string {
	const { hostname } = new URL(url);
	const lines = [
		`Belltower's hub runs. Open ${url}`,
		...(trustPort === undefined
			? []
			: [`Trust its certificate first: http://${hostname}:${trustPort}/trust`]),
		...(signInNeeded
			? []
			: [
					"It is open to all who use this machine, and to nobody else; npm run hub -- --help says how to change that.",
				]),
		"Stop it with Ctrl-C.",
	];
	return `\n${lines.map((line) => `  ${line}\n`).join("")}\n`;
}
