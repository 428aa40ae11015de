import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { boardNames, boardsFolder, checkFolder } from "../../tools/boards/boards";
import { Sdk, sdkMissing, type Esp32Project } from "./sdk";

const missing = sdkMissing();
const title = "mcconfig -p esp32";

interface Target {
	/** What stands after `-p`. */
	readonly platform: string;
	/** What mcconfig calls it in paths. */
	readonly subplatform: string;
	readonly chip: string;
	/** The board that the firmware is told it runs on. */
	readonly board: string;
	/** What the board adds to ESP-IDF's configuration. */
	readonly configuration: readonly string[];
}

const wrover = ["CONFIG_ESP32_REV_MIN_3=y", "CONFIG_ESPTOOLPY_FLASHSIZE_4MB=y"];
const s3 = ["CONFIG_SPIRAM_MODE_OCT=y", "CONFIG_ESPTOOLPY_FLASHSIZE_8MB=y"];
const every = [
	"CONFIG_SPIRAM=y",
	"CONFIG_LWIP_TCP_SND_BUF_DEFAULT=31592",
	"CONFIG_BOOTLOADER_APP_ROLLBACK_ENABLE=y",
];

const targets: readonly Target[] = [
	{ platform: "esp32", subplatform: "", chip: "esp32", board: "esp32-wrover", configuration: wrover },
	{ platform: "esp32/esp32s3", subplatform: "esp32s3", chip: "esp32s3", board: "esp32s3", configuration: s3 },
	...boardNames(boardsFolder).map((name): Target => {
		const { chip = "" } = checkFolder(boardsFolder, name).board ?? {};
		return {
			platform: `esp32:boards/${name}`,
			subplatform: name,
			chip,
			board: name,
			configuration: chip === "esp32" ? wrover : s3,
		};
	}),
];

(missing === undefined ? describe : describe.skip)(
	missing === undefined ? title : `${title} (skipped: ${missing})`,
	function () {
		this.timeout(180_000);
		let sdk: Sdk;

		before(async () => {
			sdk = await Sdk.open();
		});
		after(async () => sdk.close());

		for (const target of targets)
			it(`-p ${target.platform} generates the ESP-IDF project of the board ${target.board}`, async () => {
				const made = await sdk.configureForEsp32(target.platform, target.subplatform, target.chip);
				const { configuration, partitions, components, settings } = await read(made);
				expect(configuration).to.include.members([...every, ...target.configuration]);
				expect(partitions).to.match(/^ota_0,.*^ota_1,/ms);
				expect(components).to.include("espressif__esp_codec_dev");
				expect(components).to.include("espressif__esp32-camera");
				expect(components).to.include("espressif__led_strip");
				expect(settings).to.match(new RegExp(`"board": \\{\\s*"name": "${target.board}"`));
			});

		it("-p esp32 gets through TypeScript, xsc and xsl", async () => {
			const made = await sdk.configureForEsp32("esp32", "", "esp32");
			const { linked, warnings } = await sdk.linkForEsp32(made);
			const source = await readFile(linked, "utf8");
			for (const host of ["xs_es8311_constructor", "xs_ov2640_constructor", "xs_ws2812_constructor"])
				expect(source).to.include(`{ ${host}, `);
			expect(warnings).to.deep.equal([]);
		});
	},
);

async function read({ folder, project }: Esp32Project): Promise<{
	configuration: string[];
	partitions: string;
	components: string;
	settings: string;
}> {
	const [configuration, partitions, components, settings] = await Promise.all([
		readFile(join(project, "sdkconfig.mc"), "utf8"),
		readFile(join(project, "partitions.csv"), "utf8"),
		readFile(join(folder, "xs_idf_deps.txt"), "utf8"),
		readFile(join(folder, "mc.config.js"), "utf8"),
	]);
	return { configuration: configuration.split("\n"), partitions, components, settings };
}
