import { join } from "node:path";
import { root } from "../build/layout";
import { readJsonObject } from "../build/manifest/json";
import type { Board } from "./board";

/** The text of a board's `sdkconfig.defaults`: what ESP-IDF has to know of the module, and what the firmware needs. */
export function sdkconfigText(board: Board): string {
	return [`# ${board.module}`, ...flash(board), "", ...psram(board), common + described(board)].join("\n");
}

/**
 * The version in the image's description: who gets the image can tell from it what it is and for which board, which a
 * signature covers. ESP-IDF v6.0, `components/esp_app_format/Kconfig.projbuild`.
 */
function described({ name }: Board): string {
	const { version } = readJsonObject(join(root, "package.json"));
	return `
# What an image says of itself: the version, and the board after a plus sign.
CONFIG_APP_PROJECT_VER_FROM_CONFIG=y
CONFIG_APP_PROJECT_VER="${version as string}+${name}"
`;
}

function flash({ flash: size }: Board): string[] {
	return [
		"CONFIG_ESP_DEFAULT_CPU_FREQ_MHZ_240=y",
		...(size === 4 ? [] : ["CONFIG_ESPTOOLPY_FLASHSIZE_4MB=n"]),
		`CONFIG_ESPTOOLPY_FLASHSIZE_${size}MB=y`,
	];
}

/** ESP-IDF v6.0, `components/esp_psram/esp32/Kconfig.spiram` and `components/esp_psram/esp32s3/Kconfig.spiram`. */
function psram({ chip, psram: mode }: Board): string[] {
	const revision = [
		"# Before revision 3 the compiler has to work around a bug of the PSRAM cache; the SDK compiles XS and C modules without.",
		"CONFIG_ESP32_REV_MIN_3=y",
	];
	return [
		...(chip === "esp32" ? revision : []),
		"CONFIG_SPIRAM=y",
		...(chip === "esp32s3" ? [`CONFIG_SPIRAM_MODE_${mode === "octal" ? "OCT" : "QUAD"}=y`] : []),
		"CONFIG_SPIRAM_SPEED_80M=y",
	];
}

/** The same on all boards. */
const common = `CONFIG_SPIRAM_USE_MALLOC=y
# What malloc gives stays in internal memory up to 128 KB (the greatest value there is): the XS heap, stacks and rings.
# Frame buffers ask for PSRAM by name.
CONFIG_SPIRAM_MALLOC_ALWAYSINTERNAL=131072
# For DMA and the stacks of tasks.
CONFIG_SPIRAM_MALLOC_RESERVE_INTERNAL=49152

# Send buffer, for each of the two sockets. Video is 15 frames a second of 30 KB at most (VGA, quality 12): 450 KB/s.
# What has been sent stays in the buffer until it is acknowledged, so a buffer carries size / round trip: 22 segments of
# 1,436 bytes are 31,592 bytes, and 31,592 / 450,000 = 70 ms of round trip at full rate; Wi-Fi at home takes 5 to 30 ms.
# It is one whole frame, too: a frame is handed over in one go when the one before has been acknowledged.
CONFIG_LWIP_TCP_MSS=1436
CONFIG_LWIP_TCP_SND_BUF_DEFAULT=31592
# Receive window: what comes is sound, 32 KB/s, and commands. 4 segments are 5,744 bytes: enough for 32 KB/s up to 179 ms
# of round trip. The mail box is 5,744 / 1,436 + 2, as its help text has it.
CONFIG_LWIP_TCP_WND_DEFAULT=5744
CONFIG_LWIP_TCP_RECVMBOX_SIZE=6

# Wi-Fi and lwIP take their memory from PSRAM where it need not be internal. Transmit buffers are then static: 16 of about
# 1.6 KB, 26 KB of internal memory; what waits for one is cached in PSRAM, up to 32 segments, a whole send buffer.
CONFIG_SPIRAM_TRY_ALLOCATE_WIFI_LWIP=y
CONFIG_ESP_WIFI_STATIC_TX_BUFFER_NUM=16
CONFIG_ESP_WIFI_CACHE_TX_BUFFER_NUM=32
CONFIG_ESP_WIFI_RX_BA_WIN=6

# An update that does not come up is rolled back: the bootloader checks the image before it starts it, and starts the old
# one if the new one has not said that it is well.
CONFIG_BOOTLOADER_APP_ROLLBACK_ENABLE=y
CONFIG_BOOTLOADER_SKIP_VALIDATE_ALWAYS=n
`;

/** The text of `sdkconfig.defaults.release`, the same on all boards. */
export const releaseText = `# A program that hangs is started anew, and rolled back if it is an update on probation. Not in debug builds: the machine
# stands still at a breakpoint.
CONFIG_ESP_INT_WDT=y
CONFIG_ESP_TASK_WDT_EN=y
CONFIG_ESP_TASK_WDT_INIT=y
CONFIG_ESP_TASK_WDT_PANIC=y
CONFIG_ESP_TASK_WDT_TIMEOUT_S=10

# Only updates are taken that are signed with the key of the firmware that runs; npm run release signs. Debug builds take
# any, and the hub's page shows that. ESP-IDF v6.0, components/bootloader/Kconfig.projbuild.
CONFIG_SECURE_SIGNED_APPS_NO_SECURE_BOOT=y
CONFIG_SECURE_SIGNED_APPS_RSA_SCHEME=y
CONFIG_SECURE_SIGNED_ON_UPDATE_NO_SECURE_BOOT=y
CONFIG_SECURE_BOOT_BUILD_SIGNED_BINARIES=n
`;
