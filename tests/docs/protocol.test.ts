import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { chimeSounds, commandArguments, directions, frameSizes } from "protocol/command-arguments";
import { updatePhases } from "protocol/events";
import { paths, states } from "protocol/messages";
import { root } from "../../tools/build/layout";
import { setUp } from "../support/fake-doorbell";
import { codes, Page } from "./markdown";

/** The members of a union of strings, as a module's source lists them. */
function union(file: string, name: string): string[] {
	const source = readFileSync(join(root, "modules/protocol", file), "utf8");
	const [, members = ""] = new RegExp(`export type ${name} =([^;]+);`).exec(source) ?? [];
	return [...members.matchAll(/"([^"]+)"/g)].map(([, member = ""]) => member);
}

/** The paths of all fields of an object that are no objects, in order. */
function shapeOf(value: object, before = ""): string[] {
	return Object.entries(value)
		.flatMap(([name, field]: [string, unknown]) =>
			typeof field === "object" && field !== null && !Array.isArray(field)
				? shapeOf(field, `${before}${name}.`)
				: [before + name],
		)
		.sort();
}

describe("docs/protocol.md and the code", () => {
	const page = new Page(join(root, "docs/protocol.md"));
	const firstOf = (heading: string): string[] => page.table(heading).flatMap(([name = ""]) => codes(name));

	it("have the same commands", () => {
		expect(firstOf("command")).to.have.members(Object.keys(commandArguments));
	});

	/** What may stand between backticks besides the names of arguments: values. */
	const values = [...directions, ...frameSizes, ...chimeSounds, '"#rrggbb"', "{name: value}", "null"];
	for (const [command = "", described = ""] of page.table("command"))
		it(`have the same arguments of ${command}`, () => {
			const [type = ""] = codes(command);
			const known = Object.keys(commandArguments[type as keyof typeof commandArguments]);
			const named = codes(described).filter((code) => !values.includes(code));
			expect([...new Set(named)]).to.have.members(known);
		});

	it("have the same values of arguments", () => {
		const row = (command: string): string[] =>
			codes(page.table("command").find(([name]) => name === `\`${command}\``)?.[1] ?? "");
		expect(row("audio.start")).to.include.members([...directions]);
		expect(row("video.start").filter((code) => /^[A-Z]+$/.test(code))).to.deep.equal([...frameSizes]);
		expect(row("chime")).to.include.members([...chimeSounds]);
	});

	it("have the same codes of errors", () => {
		const named = codes(page.paragraph("Error codes:").split(";")[0] ?? "");
		expect(named).to.have.members(union("protocol-error.ts", "ErrorCode"));
	});

	it("have the same events", () => {
		const source = readFileSync(join(root, "modules/protocol/events.ts"), "utf8");
		const known = [...source.matchAll(/^\tevent: "([^"]+)";$/gm)].map(([, name = ""]) => name);
		expect(firstOf("`event`")).to.have.members(known);
	});

	it("have the same phases of an update, and the same parts that fail", () => {
		const fields = (event: string): string =>
			page.table("`event`").find(([name]) => name === `\`${event}\``)?.[1] ?? "";
		expect(codes(fields("update"))).to.include.members([...updatePhases]);
		expect(codes(fields("fault"))).to.have.members([
			...union("messages.ts", "Part"),
			"part",
			"code",
			"message",
		]);
	});

	it("have the same states", () => {
		expect(firstOf("`state`")).to.have.members([...states]);
	});

	it("have the same states of a link", () => {
		const [, named = ""] = /Under link, `state` is (.*?), `reason`/.exec(page.text) ?? [];
		expect(codes(named)).to.have.members(union("messages.ts", "LinkState"));
	});

	it("have the same paths", () => {
		expect(firstOf("path")).to.deep.equal([paths.audio, paths.video]);
	});

	it("have the same capabilities", () => {
		const { capabilities } = page.example('{"type": "hello"') as { capabilities: string[] };
		const named = codes(page.paragraph("`capabilities` names"));
		for (const capability of union("messages.ts", "Capability"))
			expect([...capabilities, ...named]).to.include(capability);
		for (const capability of capabilities) expect(union("messages.ts", "Capability")).to.include(capability);
	});

	it("have the same fields of hello and stats", () => {
		const { connect, ask, server, time } = setUp();
		connect();
		ask({ type: "video.start" });
		time.advance(2000);
		for (const type of ["hello", "stats"]) {
			const said = server.audio.texts.find((text) => text["type"] === type) ?? {};
			expect(shapeOf(page.example(`{"type": "${type}"`) as object)).to.deep.equal(shapeOf(said));
		}
	});
});
