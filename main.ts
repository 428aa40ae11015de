import config from "mc/config";
import ES8311, { type ES8311Options } from "es8311";
import OV2640, { type OV2640Options } from "ov2640";
import WS2812, { type WS2812Options } from "ws2812";
import time from "clock/clock";
import { bytesPerMessage, Doorbell, type Light } from "doorbell/doorbell";
import { overTCP } from "link/web-socket";
import { type Part, sound } from "protocol/messages";
import { readSettings } from "settings/settings";
import { ButtonPin, checkPin, HeldPin } from "pins/pins";
import { makeId } from "system/identity";
import { readMemory } from "system/memory";
import { nameServers, signalStrength } from "system/network";
import { onShutdown, restart } from "system/power";

const log = (text: string): void => trace(text, "\n");

const { settings, problems } = readSettings(config);
for (const problem of problems) log(`settings: ${problem}`);

const faults = new Map<Part, unknown>();
const { board, volume, gain, depth, ducking } = settings;

/** Makes a part; one that can't be made is missing. */
function make<Made>(part: Part, construct: () => Made): Made | undefined {
	try {
		return construct();
	} catch (error) {
		faults.set(part, error);
		return undefined;
	}
}

/** What each part reports. */
function reports(part: Part) {
	return {
		onError: (error: Error) => doorbell.fault(part, error),
		onRecovered: () => doorbell.recovered(part),
	};
}

const codec = make("codec", () => {
	const options = board.codec as ES8311Options | undefined;
	return (
		options &&
		new ES8311({
			sampleRate: sound.sampleRate,
			bytesPerMessage,
			volume,
			gain,
			depth,
			...(ducking && { ducking: {} }),
			...options,
			...reports("codec"),
			onReadable: () => doorbell.codecReadable(),
		})
	);
});

const camera = make("camera", () => {
	const options = board.camera as OV2640Options | undefined;
	return (
		options && new OV2640({ ...options, ...reports("camera"), onReadable: () => doorbell.cameraReadable() })
	);
});

const bell = make(
	"bell",
	() => board.bell && new ButtonPin(checkPin(board.bell, "board.bell"), () => doorbell.bellChanged()),
);
const door = make("door", () => board.door && new HeldPin(checkPin(board.door, "board.door")));

const light = make("light", (): Light | undefined => {
	const options = board.light as WS2812Options | undefined;
	const strip = options && new WS2812({ ...options, ...reports("light") });
	return strip && { length: options.length, write: (colors) => strip.write(colors) };
});

const doorbell = new Doorbell({
	settings,
	parts: { codec, camera, light, bell, door },
	connect: overTCP(() => nameServers(settings.nameServers)),
	time,
	log,
	memory: readMemory,
	signal: signalStrength,
	makeId,
	restart,
});
for (const [part, error] of faults) doorbell.fault(part, error);
doorbell.start();
onShutdown(() => doorbell.stop("shutting down"));
