import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { Mcsim } from "./mcsim";
import { Sdk, sdkMissing, simulatorMissing } from "./sdk";
import { xvfbMissing } from "./xvfb";
import { root } from "../../tools/build/layout";
import { PlayedServer } from "../support/played-server";

const missing = sdkMissing() ?? simulatorMissing() ?? xvfbMissing();
const title = "modules/websocket in another's project";

/** What somebody writes who has nothing of Belltower's but that module. */
const main = `import TCP from "embedded:io/socket/tcp";
import config from "mc/config";
import Timer from "timer";
import WebSocketClient from "websocket/client";

class Resolver {
	resolve({ host, onResolved }: { host: string; onResolved: (host: string, address: string) => void }): void {
		Timer.set(() => onResolved(host, "127.0.0.1"));
	}
	close(): void {}
}

new WebSocketClient({
	host: "localhost",
	port: Number(config["port"]),
	dns: { io: Resolver },
	socket: { io: TCP },
	onWritable() {
		this.write(new Uint8Array(5_000));
		this.close(1000, "done");
	},
	onClose: ({ code, wasClean }) => trace("@closed ", code, " ", wasClean, "\\n"),
	onError: ({ code }) => trace("@error ", code, "\\n"),
});
`;

const manifest = {
	include: [
		"$(MODDABLE)/examples/manifest_base.json",
		"$(MODDABLE)/examples/manifest_net.json",
		"$(MODDABLE)/modules/io/manifest.json",
		join(root, "modules/websocket/manifest.json"),
	],
	modules: { "*": "./main" },
	config: { port: "0" },
	// The TypeScript of this repository is older than what the SDK's own default asks for.
	typescript: {
		tsconfig: { compilerOptions: { target: "es2022", lib: ["es2022"], strict: true, skipLibCheck: true } },
	},
};

(missing === undefined ? describe : describe.skip)(
	missing === undefined ? title : `${title} (skipped: ${missing})`,
	function () {
		this.timeout(240_000);

		it("is built for the ESP32 from what its page shows, without a warning", async () => {
			const page = readFileSync(join(root, "modules/websocket/README.md"), "utf8");
			const shown = (language: string): string =>
				new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, "s").exec(page)?.[1] ?? "";
			const folder = join(tmpdir(), "belltower-reader");
			mkdirSync(folder, { recursive: true });
			writeFileSync(join(folder, "main.ts"), shown("ts"));
			const shownManifest = JSON.parse(shown("json").replace("../belltower", root)) as object;
			writeFileSync(
				join(folder, "manifest.json"),
				JSON.stringify({ ...shownManifest, typescript: manifest.typescript }),
			);
			const sdk = await Sdk.open();
			try {
				const project = await sdk.configureForEsp32("esp32", "", "esp32", join(folder, "manifest.json"));
				const { linked, warnings } = await sdk.linkForEsp32(project);
				expect(readFileSync(linked, "utf8")).to.include("{ xs_websocket_writer_whole, ");
				expect(warnings).to.deep.equal([]);
			} finally {
				await sdk.close();
				rmSync(folder, { recursive: true });
			}
		});

		it("is built by mcconfig from its manifest alone, and carries a message", async () => {
			const folder = join(tmpdir(), "belltower-adopter");
			mkdirSync(folder, { recursive: true });
			writeFileSync(join(folder, "main.ts"), main);
			writeFileSync(join(folder, "manifest.json"), JSON.stringify(manifest));
			const server = await PlayedServer.listen();
			const sdk = await Sdk.open();
			let simulator: Mcsim | undefined;
			try {
				const settings = { port: String(server.port) };
				simulator = await Mcsim.start(await sdk.buildForSimulator(join(folder, "manifest.json"), settings));
				expect(await simulator.traced(/^@(closed|error)/)).to.equal("@closed 1000 true");
				expect(server.connections[0]?.binaries.map(({ length }) => length)).to.deep.equal([5_000]);
			} finally {
				await simulator?.kill();
				await sdk.close();
				await server.close();
				rmSync(folder, { recursive: true });
			}
		});
	},
);
