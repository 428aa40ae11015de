import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { findIdentifiers } from "../../tools/build/identifiers";
import { type Firmware, resolveFirmware } from "../../tools/build/manifest/firmware";
import { root } from "../../tools/build/layout";
import { hasClang, missing } from "../idf/clang";
import { components, idf, locate } from "../idf/real-headers";
import { TemporaryFolder } from "../tools/temporary-folder";

const moddable = process.env["MODDABLE"] ?? join(homedir(), ".local/share/moddable");
const makefile = join(moddable, "tools/mcconfig/make.esp32.mk");
const subplatform = join(moddable, "build/devices/esp32/targets/esp32s3");

/** What the manifests bring into a firmware for an ESP32-S3. */
function readManifests(): Firmware {
	return resolveFirmware(join(root, "manifest.json"), {
		moddable,
		platform: "esp32/esp32s3",
		shell: {
			...process.env,
			BUILD: join(moddable, "build"),
			SUBPLATFORMDIRECTORY: subplatform,
			SUBPLATFORMMANIFEST: join(subplatform, "manifest.json"),
		},
	});
}

const isOurs = (path: string): boolean => path.startsWith(join(root, "/"));

interface Dependency {
	name?: string;
	includes?: string[];
}

/** The folders that the SDK's makefile searches in ESP-IDF. The C library's own lie with the tool chain. */
function idfFolders(idfFolder: string): string[] {
	const values: Record<string, string> = {
		IDF_PATH: idfFolder,
		ESP32_SUBCLASS: "esp32s3",
		ESP32_BT_SUBCLASS: "esp32",
		ESP_ARCH: "xtensa",
	};
	return [...readFileSync(makefile, "utf8").matchAll(/\$\(IDF_PATH\)\/components\S*/g)]
		.map(([folder]) => folder.replace(/\$\((\w+)\)/g, (all, name: string) => values[name] ?? all))
		.filter((folder) => !/newlib|esp_libc/.test(folder) && existsSync(folder));
}

/** The folders of the components that the manifests name, as mcconfig finds them. */
function componentFolders(manifests: readonly string[]): string[] {
	const dependencies = manifests
		.map(
			(path) =>
				JSON.parse(readFileSync(path, "utf8")) as { platforms?: { esp32?: { dependency?: Dependency[] } } },
		)
		.flatMap((manifest) => manifest.platforms?.esp32?.dependency ?? []);
	return components.flatMap((component) => {
		const dependency = dependencies.find(({ name }) => name === component.name);
		if (dependency === undefined) throw new Error(`no manifest names the component ${component.name}`);
		const folder = locate(component) ?? "";
		return ["include", ...(dependency.includes ?? [])].map((each) => join(folder, each));
	});
}

/** What clang says of the project's own C, as the SDK compiles it for an ESP32-S3. */
function compile(firmware: Firmware, generated: string, idfFolder: string, debug: boolean): string {
	const sources = firmware.sources.filter(isOurs);
	const system = [
		"/usr/include/x86_64-linux-gnu",
		missing,
		...componentFolders(firmware.manifests),
		...idfFolders(idfFolder),
		join(moddable, "xs/includes"),
		join(moddable, "xs/platforms/esp"),
		...firmware.includes.filter((folder) => !isOurs(folder)),
	];
	const names = findIdentifiers(sources);
	return spawnSync(
		"clang",
		[
			...["--target=i386-linux-gnu", "-fsyntax-only", "-std=gnu17", "-Wall", "-Wextra", "-Werror"],
			...["-D__XTENSA__", "-D__xtensa__", "-DESP_PLATFORM", "-D__ets__", "-U__STRICT_ANSI__", "-DESP32=3"],
			...(debug ? ["-DmxDebug=1"] : []),
			...names.map((name, index) => `-DxsID_${name}=((xsIdentifier)${index})`),
			...[generated, ...firmware.includes.filter(isOurs)].map((folder) => `-I${folder}`),
			...system.flatMap((folder) => ["-isystem", folder]),
			...sources,
		],
		{ encoding: "utf8" },
	).stderr;
}

/**
 * Compiles, without code for the chip, what simulator/idf stands for on a PC. Where the headers lie is named as in
 * tests/idf, and by MODDABLE; what is not named, and all of it without clang, is skipped.
 */
describe("the C of drivers and modules against the real headers", function () {
	this.timeout(180_000);
	const generated = new TemporaryFolder();

	before(() => {
		generated.write({ "mc.xs.h": "#pragma once\n", "mc.defines.h": "#pragma once\n" });
	});
	after(() => {
		generated.remove();
	});

	for (const debug of [true, false])
		it(debug ? "for debugging" : "for release", function () {
			const idfFolder = locate(idf);
			const there = components.every((component) => locate(component) !== undefined);
			if (idfFolder === undefined || !there || !existsSync(makefile) || !hasClang()) this.skip();
			const firmware = readManifests();
			for (const module of ["update/update.c", "sha256/sha256.c", "system/power.c", "ring/ring.c"])
				expect(firmware.sources).to.include(join(root, "modules", module));
			expect(compile(firmware, generated.path, idfFolder, debug)).to.equal("");
		});
});
