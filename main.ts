import config from "mc/config";
import ES8311, { type ES8311Options } from "es8311";
import OV2640, { type OV2640Options } from "ov2640";
import WS2812, { type WS2812Options } from "ws2812";
import time from "clock/clock";
import { Doorbell } from "doorbell/doorbell";
import { bytesPerMessage, type Light } from "doorbell/parts";
import { overTCP } from "link/web-socket";
import { messageOf } from "protocol/message-of";
import { type Part, sound } from "protocol/messages";
import { readAccessPoint, readSetupPassword } from "provisioning/access-point";
import { openPortal } from "provisioning/portal";
import { readPortalAddress } from "provisioning/portal-address";
import { settingsHandlers } from "settings/commands";
import { openStorage } from "settings/storage";
import { SettingsStore } from "settings/store";
import { ButtonPin, checkPin, HeldPin } from "pins/pins";
import { makeId } from "system/identity";
import { readMemory } from "system/memory";
import { nameServers, signalStrength } from "system/network";
import { FlashFirmware } from "update/firmware";
import { overSDK } from "update/sockets";
import { storedMemory } from "update/stored-memory";
import { UpdateFeature } from "update/update-feature";
import { readTrialTiming } from "update/trial-timing";
import { onShutdown, restart } from "system/power";
import { fillRandom } from "websocket/system";
import { SdkRadio } from "wifi/sdk-radio";
import { Station } from "wifi/station";

const log = (text: string): void => trace(text, "\n");

const storage = openStorage(log);
const store = new SettingsStore({ storage, defaults: config });
for (const problem of store.problems) log(`settings: ${problem}`);

const faults = new Map<Part, unknown>();
const settings = store.values;
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

const radio = new SdkRadio();
const station = new Station({ radio, time, log });

/** Has somebody set the doorbell up; then it starts anew. */
function firstStart(): void {
	openPortal(readPortalAddress(config["setup"]), {
		store,
		radio,
		station,
		connect: (authorities) => overTCP(() => nameServers(settings.nameServers), authorities),
		time,
		log,
		accessPoint: readAccessPoint(storage, fillRandom, readSetupPassword(config["setupPassword"])),
		onPhase: (phase) => doorbell.showSetUp(phase),
		onDone: restart,
		onClosed: () => undefined,
	});
}

/* First of all: a firmware on trial that fails from here on is rolled back. */
const firmware = new FlashFirmware();
const updates: UpdateFeature = new UpdateFeature({
	firmware,
	memory: storedMemory(log),
	open: overSDK(() => nameServers(settings.nameServers), settings.ca ?? ""),
	time,
	log,
	board: board.name,
	version: settings.firmware,
	hub: settings.hub,
	token: settings.token ?? "",
	trial: readTrialTiming(config),
	doorbell: () => doorbell,
	isConnected: () => doorbell.connected,
	isBusy: () => doorbell.flowing,
	tell: (event) => doorbell.tell(event, "update"),
	onLoading: (loading) => (doorbell.updating = loading),
});
updates.start();

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
	connect: overTCP(() => nameServers(settings.nameServers), settings.ca ?? ""),
	time,
	log,
	memory: readMemory,
	signal: signalStrength,
	network: station,
	features: [
		{ capability: "settings", handlers: settingsHandlers(store) },
		...(firmware.isPossible ? [updates] : []),
	],
	makeId,
	restart,
	factoryReset: () => store.reset(),
});
store.onChanged = (names) => {
	log(`settings: ${names.join(", ")} changed`);
	doorbell.settingsChanged(names);
};
for (const [part, error] of faults) doorbell.fault(part, error);
if (settings.ssid) {
	station.start(settings.ssid, settings.password ?? "");
	doorbell.start();
} else {
	try {
		firstStart();
	} catch (error) {
		log(`first start: the doorbell can't be set up: ${messageOf(error)}`);
		doorbell.showSetUp("closed");
	}
}
onShutdown(() => doorbell.stop("shutting down"));
