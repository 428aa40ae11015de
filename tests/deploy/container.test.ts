import { existsSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { expect } from "chai";
import { build } from "esbuild";
import { root } from "../../tools/build/layout";

const read = (path: string) => readFileSync(join(root, path), "utf8");

describe("the container file", () => {
	const lines = read("deploy/Containerfile").split("\n");
	const copied = lines
		.filter((line) => line.startsWith("COPY "))
		.flatMap((line) => line.split(" ").slice(1, -1));
	const isCopied = (path: string) => copied.some((each) => path === each || path.startsWith(`${each}/`));

	it("copies what is there, and all that the hub and its page are made of", async () => {
		for (const path of copied) expect(existsSync(join(root, path)), path).to.equal(true);
		const { metafile } = await build({
			absWorkingDir: root,
			entryPoints: ["hub/main.ts", "hub/page/main.tsx", "deploy/health.mjs"],
			outdir: "unwritten",
			bundle: true,
			write: false,
			metafile: true,
			format: "esm",
			platform: "node",
			packages: "external",
			jsx: "automatic",
			jsxImportSource: "preact",
		});
		const inputs = Object.entries(metafile.inputs);
		expect(inputs.length).to.be.greaterThan(100);
		for (const [path] of inputs) expect(isCopied(path), path).to.equal(true);
		const { dependencies } = JSON.parse(read("package.json")) as { dependencies: Record<string, string> };
		const packages = new Set(
			inputs.flatMap(([, { imports }]) => imports.filter(({ external }) => external).map(({ path }) => path)),
		);
		for (const path of packages) {
			const [scope = "", name = ""] = path.split("/");
			const wanted = scope.startsWith("@") ? `${scope}/${name}` : scope;
			if (!isBuiltin(path)) expect(Object.keys(dependencies), path).to.include(wanted);
		}
	});

	it("copies what its packages and its TypeScript are set up by", () => {
		const { overrides } = JSON.parse(read("package.json")) as { overrides: Record<string, unknown> };
		for (const [, path = ""] of JSON.stringify(overrides).matchAll(/"file:([^"]+)"/g)) {
			expect(isCopied(path), path).to.equal(true);
		}
		const configurations = ["tsconfig.json"];
		for (const path of configurations) {
			expect(isCopied(path), path).to.equal(true);
			for (const [, next = ""] of read(path).matchAll(/"(?:extends|path)": "\.\/([^"]+\.json)"/g)) {
				if (!configurations.includes(next)) configurations.push(next);
			}
		}
	});

	it("runs the hub as systemd does, not as root, with its data in a volume", () => {
		const command = /^ExecStart=\/usr\/bin\/(.*)$/m.exec(read("deploy/belltower.service"))?.[1];
		expect(lines).to.include(`ENTRYPOINT ${JSON.stringify(command?.split(" ")).replaceAll(",", ", ")}`);
		expect(lines).to.include("USER node").and.include("VOLUME /data");
		expect(lines.indexOf("USER node")).to.be.greaterThan(
			lines.findLastIndex((line) => line.startsWith("RUN ")),
		);
	});
});
