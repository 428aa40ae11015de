import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { buildFirmware } from "../../../tools/build/firmware";

/** What became of a case. */
export interface CaseResult {
	/** As `6.4.1`. */
	id: string;
	behavior: string;
	/** How the connection ended. */
	close: string;
	/** In words. */
	result: string;
}

/** Plays all cases to our client on XS, and resolves with their results in their order. */
export async function playAll(python: string): Promise<CaseResult[]> {
	const program = await buildFirmware({
		manifest: join(import.meta.dirname, "manifest.json"),
		name: "autobahn",
	});
	const server = spawn(python, ["-B", join(import.meta.dirname, "fuzzing_server.py")], {
		stdio: ["pipe", "pipe", "inherit"],
	});
	const serverEnded = once(server, "close");
	try {
		const said = createInterface({ input: server.stdout });
		const [first] = (await once(said, "line")) as [string];
		const { port, cases } = JSON.parse(first) as { port: number; cases: string[] };
		const results = new Map<string, CaseResult>();
		said.on("line", (line) => {
			const result = JSON.parse(line) as CaseResult;
			results.set(result.id, result);
		});
		const config = [`port=${port}`, `cases=${cases.join(",")}`].flatMap((each) => ["--config", each]);
		const client = spawn(program.executable, [...program.args, ...config], {
			stdio: ["ignore", "pipe", "inherit"],
		});
		createInterface({ input: client.stdout }).on("line", (line) => {
			if (line === "@end") client.kill("SIGTERM");
		});
		await once(client, "close");
		server.stdin.end();
		await serverEnded;
		return cases.map((id) => results.get(id) ?? { id, behavior: "MISSING", close: "MISSING", result: "" });
	} finally {
		server.kill();
	}
}

/** The results as they are kept in results.md. */
export function asTable(results: readonly CaseResult[]): string {
	const counts = new Map<string, number>();
	for (const { behavior } of results) counts.set(behavior, (counts.get(behavior) ?? 0) + 1);
	const sums = [...counts].map(([behavior, count]) => `${count} ${behavior}`).join(", ");
	const cells = [
		["case", "behavior", "close"],
		...results.map(({ id, behavior, close }) => [id, behavior, close]),
	];
	const widths = [0, 1, 2].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
	const [head, ...rows] = cells.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)));
	const line = (row: readonly string[]): string => `| ${row.join(" | ")} |\n`;
	return `# Autobahn test suite

What became of the cases of groups 1 to 7, 9 and 10 of the Autobahn test suite (autobahntestsuite 25.10.1) with Belltower's WebSocket client on XS, in the simulator with the board's memory and TCP buffers: ${sums} of ${results.length}. Cases 7.1.6, 7.13.1 and 7.13.2 are never graded.

\`npm test\` plays them again and compares; \`BELLTOWER_UPDATE=1\` writes this file anew.

${line(head ?? [])}${line(widths.map((width) => "-".repeat(width)))}${rows.map(line).join("")}`;
}
