import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { describeTls, endOfConnections, mark } from "./tls/suite";
import { buildFirmware } from "../../tools/build/firmware";

const patience = 60_000;

describeTls("WebSocket client on XS: TLS", {
	timeout: 120_000,
	async run(manifest) {
		const { executable, args } = await buildFirmware({ manifest, name: "tls" });
		const child = spawn(executable, args, { stdio: ["ignore", "pipe", "inherit"] });
		const timer = setTimeout(() => child.kill("SIGKILL"), patience);
		const told: string[] = [];
		createInterface({ input: child.stdout }).on("line", (line) => {
			if (line === endOfConnections) child.kill("SIGTERM");
			else if (line.startsWith(mark)) told.push(line.slice(mark.length));
		});
		await once(child, "close");
		clearTimeout(timer);
		return told;
	},
});
