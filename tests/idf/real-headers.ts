import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { root } from "../../tools/build/layout";

/** Where one of the projects lies whose headers ours stand for. */
export interface Project {
	name: string;
	/** The environment variable that says where: a folder, or `GIT_DIRECTORY@REVISION[:FOLDER]`. */
	variable: string;
	/** Which of our headers are its. */
	owns(header: string): boolean;
	/** Folders for the include path, relative to it. */
	includes(folder: string): string[];
}

const isCodec = (header: string) => /^(esp_codec_dev|audio_codec_|es8311_codec)/.test(header);
const isCamera = (header: string) => /^(esp_camera|sensor)\.h$/.test(header);
const isStrip = (header: string) => /^led_strip/.test(header);

export const idf: Project = {
	name: "ESP-IDF",
	variable: "IDF_PATH",
	owns: (header) => !isCodec(header) && !isCamera(header) && !isStrip(header) && header !== "sdkconfig.h",
	includes: (folder) => [
		join(folder, "components"),
		...includeFolders(join(folder, "components")),
		...[
			"FreeRTOS-Kernel/include",
			"FreeRTOS-Kernel/portable/xtensa/include",
			"config/include",
			"config/xtensa/include",
		].map((each) => join(folder, "components/freertos", each, "freertos")),
		join(folder, "components/soc/esp32s3/register"),
		join(folder, "components/esp_rom/esp32s3/include/esp32s3"),
	],
};

export const components: Project[] = [
	{
		name: "esp_codec_dev",
		variable: "ESP_CODEC_DEV_PATH",
		owns: isCodec,
		includes: (folder) => ["include", "interface", "device/include"].map((each) => join(folder, each)),
	},
	{
		name: "esp32-camera",
		variable: "ESP32_CAMERA_PATH",
		owns: isCamera,
		includes: (folder) => ["driver/include", "conversions/include"].map((each) => join(folder, each)),
	},
	{
		name: "led_strip",
		variable: "LED_STRIP_PATH",
		owns: isStrip,
		includes: (folder) => [join(folder, "include")],
	},
];

/** Every `include` folder of ESP-IDF that is for the ESP32-S3 or for all chips. */
function includeFolders(folder: string): string[] {
	return readdirSync(folder, { recursive: true, withFileTypes: true, encoding: "utf8" })
		.filter((entry) => entry.isDirectory() && entry.name === "include")
		.map((entry) => join(entry.parentPath, entry.name))
		.filter((path) => isForChip(relative(folder, path)));
}

function isForChip(path: string): boolean {
	const foreign =
		/(^|\/)(esp32(?!s3(\/|$))\w*|linux|riscv|test\w*|FreeRTOS-Kernel-SMP|deprecated_include|subproject)(\/|$)/;
	return !foreign.test(path);
}

/** The project's folder, undefined when the environment does not name one. Headers out of git are unpacked once. */
export function locate(project: Project): string | undefined {
	const value = process.env[project.variable];
	if (value === undefined || value === "") return undefined;
	const {
		git,
		revision = "",
		folder = "",
	} = /^(?<git>.+)@(?<revision>[^@:]+)(?::(?<folder>.+))?$/.exec(value)?.groups ?? {};
	if (git === undefined) return value;
	const unpacked = join(root, "build", "headers", project.name, revision);
	if (!existsSync(unpacked)) unpack(git, revision, folder, unpacked);
	return join(unpacked, folder);
}

function unpack(git: string, revision: string, folder: string, to: string): void {
	const command = [
		"-C",
		git,
		"ls-tree",
		"-r",
		"--name-only",
		revision,
		"--",
		...(folder === "" ? [] : [folder]),
	];
	const listed = execFileSync("git", command, { encoding: "utf8", maxBuffer: 1 << 28 }).split("\n");
	const chosen = listed.filter((path) => path.endsWith(".h") && isPublic(path) && isForChip(path));
	mkdirSync(to, { recursive: true });
	for (let first = 0; first < chosen.length; first += 1000) {
		const archive = execFileSync(
			"git",
			["-C", git, "archive", revision, "--", ...chosen.slice(first, first + 1000)],
			{
				maxBuffer: 1 << 28,
				stdio: ["ignore", "pipe", "ignore"],
			},
		);
		execFileSync("tar", ["x", "-C", to], { input: archive });
	}
}

function isPublic(path: string): boolean {
	return /(^|\/)(include|interface|register)\//.test(path);
}
