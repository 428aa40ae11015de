import { fail } from "node:assert";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../tools/build/layout";
import { clang, hasClang } from "./clang";
import { readDeclarations, type Declaration } from "./declarations";
import { components, idf, locate, type Project } from "./real-headers";

const ours = join(root, "simulator", "idf", "include");

/** Headers that can be included only after FreeRTOS.h. */
const first = ["freertos/FreeRTOS.h"];

function headersOf(project: Project): string[] {
	const all = readdirSync(ours, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".h"));
	return [...first, ...all.filter((path) => project.owns(path) && !first.includes(path)).sort()];
}

/** Checks each declaration against the real headers; returns a sentence for each that does not hold there. */
function compare(
	declarations: readonly Declaration[],
	headers: readonly string[],
	includes: readonly string[],
): string[] {
	const lines = headers.map((header) => `#include "${header}"`);
	const names = new Map<number, Declaration>();
	for (const declaration of declarations) {
		const parts = declaration.assertion.split("\n");
		for (const part of parts) names.set(lines.push(part), declaration);
	}
	const { errors } = clang(lines.join("\n"), [
		"-D__XTENSA__",
		"-D__xtensa__",
		...includes.map((folder) => `-I${folder}`),
	]);
	return [...errors.matchAll(/^(.*?):(\d+):\d+: (?:fatal )?error: (.*)$/gm)].map(
		([, file = "", line, message = ""]) => {
			const declaration = file.endsWith("check.c") ? names.get(Number(line)) : undefined;
			const said = /"(.*)"$/.exec(message)?.[1] ?? message;
			return declaration === undefined
				? `${file}:${line ?? ""}: ${message}`
				: `${declaration.header}: ${said}`;
		},
	);
}

function check(context: Mocha.Context, project: Project): void {
	const idfFolder = locate(idf),
		folder = locate(project);
	if (idfFolder === undefined || folder === undefined || !hasClang()) context.skip();
	const headers = headersOf(project);
	const declarations = readDeclarations(ours, headers).filter(({ header }) => project.owns(header));
	const includes = [...(project === idf ? [] : project.includes(folder)), ...idf.includes(idfFolder)];
	const wrong = compare(declarations, headers, includes);
	if (declarations.length < 20)
		fail(`only ${declarations.length} declarations were found in ${headers.join(", ")}`);
	if (wrong.length > 0)
		fail(`${wrong.length} of ${declarations.length} differ:\n${wrong.slice(0, 40).join("\n")}`);
}

/**
 * What simulator/idf declares is declared in the real headers too, with the same type, value and place. Where those lie
 * is named by IDF_PATH (ESP-IDF v6.0), ESP_CODEC_DEV_PATH, ESP32_CAMERA_PATH and LED_STRIP_PATH; what is not named, and
 * all of it without clang, is skipped.
 */
describe("simulator/idf declares what the real headers do", function () {
	this.timeout(120_000);
	for (const project of [idf, ...components])
		it(project.name, function () {
			check(this, project);
		});
});
