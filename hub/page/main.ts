import { Clock } from "../wire/clock";
import { HEADER_LENGTH, Kind, type Header } from "../wire/header";
import type { DeviceSummary, EventMessage, HubMessage, ResultMessage } from "../wire/viewer";
import { Connection, RequestError, type ConnectionState } from "./connection";
import { Controls } from "./controls";
import { element, setText } from "./dom";
import { Doorbells } from "./doorbells";
import { expose } from "./hook";
import { LightStrip } from "./light-strip";
import { Listener } from "./listener";
import { Notices } from "./notices";
import { Numbers } from "./numbers";
import { Picture } from "./picture";
import { SignIn } from "./sign-in";
import { Stage } from "./stage";
import { Talker } from "./talker";
import { Watching } from "./watching";

/** How often the hub's clock is asked, milliseconds; several times at first. */
const CLOCK_INTERVAL = 5000;
const FIRST_CLOCK_QUESTIONS = 4;

const hubClock = new Clock();
const notices = new Notices(element("notices", HTMLElement));
const listener = new Listener();
let devices: DeviceSummary[] | undefined;
let viewer = 0;
let retry: number | undefined;
let ages: number[] = [];
let drawnAge = NaN;
let fault = "";

const connection = new Connection({ state: onState, message: onMessage, media: onMedia });
const watching = new Watching(connection, {
	restarted: onRestart,
	refused: (sentence) => notices.say("watch", sentence),
});
const picture = new Picture(element("picture", HTMLCanvasElement), ({ header }) => {
	drawnAge = ageOf(header.time);
	if (!Number.isNaN(drawnAge)) ages.push(drawnAge);
	fault = "";
});
const hubNow = () => performance.now() * 1000 - (hubClock.estimate?.offset ?? 0);
const talker = new Talker(connection, hubNow, {
	changed: () => {
		listener.ducked = talker.state === "talking";
		showControls();
	},
	notice: (sentence) => notices.say("talk", sentence),
});
const light = new LightStrip(element("light", HTMLCanvasElement), element("glow", HTMLElement));
const stage = new Stage(() => connection.retry());
const signIn = new SignIn(() => connection.open());
const doorbells = new Doorbells(element("doorbells", HTMLElement), choose);
const controls = new Controls(listener, talker, notices, {
	listening: (on) => {
		watching.sound = on;
		showControls();
	},
	identify: () => {
		connection
			.request("device.command", { command: "identify" })
			.catch((error: unknown) =>
				notices.say("identify", error instanceof RequestError ? `${error.message}.` : ""),
			);
	},
});
const numbers = new Numbers({
	picture,
	listener,
	talker,
	age: ageOf,
	takeAges: () => {
		const taken = ages;
		ages = [];
		return taken;
	},
	stats: () => watching.stats,
	delivery: () => watching.delivery,
	device: watched,
});

/** How old what was captured at this time of the doorbell's clock is now: doorbell's clock to hub's, hub's to this page's. */
function ageOf(time: number): number {
	const offset = watching.clock?.offset;
	const hub = hubClock.estimate?.offset;
	if (offset === undefined || hub === undefined) return NaN;
	return performance.now() - (time + offset + hub) / 1000;
}

function watched(): DeviceSummary | undefined {
	return devices?.find(({ id }) => id === watching.id);
}

function choose(id: string): void {
	history.replaceState(null, "", `#${id}`);
	watching.select(id);
	showDevices();
}

function onRestart(): void {
	picture.clear();
	listener.clear();
	talker.interrupt();
	numbers.restart();
	light.show([]);
	notices.say("watch", "");
	drawnAge = NaN;
	fault = "";
}

function onState(state: ConnectionState, nextTry?: number): void {
	retry = nextTry;
	const texts = {
		connecting: "Connecting…",
		open: "Connected",
		lost: "Connection lost",
		"sign-in": "Signed out",
	};
	element("connection", HTMLElement).dataset["state"] = state;
	setText(element("connection-text", HTMLElement), texts[state]);
	if (state === "sign-in") signIn.ask();
	if (state === "open") {
		hubClock.reset();
		for (let question = 0; question < FIRST_CLOCK_QUESTIONS; question++) {
			setTimeout(askClock, question * 100);
		}
		watching.connected();
	}
	if (state === "lost") talker.interrupt();
	showStage();
	showControls();
}

function onMessage(message: Exclude<HubMessage, ResultMessage>): void {
	switch (message.type) {
		case "hello":
			({ viewer } = message);
			break;
		case "devices":
			({ devices } = message);
			watching.choose(devices, location.hash.slice(1));
			showDevices();
			break;
		case "light":
			if (message.device !== watching.id) break;
			watching.colors = message.colors;
			light.show(message.colors);
			break;
		case "floor":
			if (message.device !== watching.id) break;
			watching.talker = message.talker;
			if (message.talker?.viewer !== viewer) talker.lost(message.talker);
			showControls();
			break;
		case "stats":
			if (message.device === watching.id) watching.stats = message;
			break;
		case "delivery":
			watching.delivery = message;
			break;
		case "event":
			if (message.device === watching.id) onEvent(message);
			break;
		case "error":
			console.warn(`the hub could not take a message: ${message.error.message}`);
			break;
	}
}

function onEvent({ event, part, message }: EventMessage): void {
	if (typeof part !== "string") return;
	if (event === "recovered") notices.say(`fault ${part}`, "");
	if (event !== "fault" || typeof message !== "string") return;
	if (part === "camera") fault = `${message}.`;
	notices.say(`fault ${part}`, `The doorbell’s ${part} has a fault: ${message}.`);
}

function onMedia(header: Header, data: ArrayBuffer): void {
	if (!watching.following) return;
	if (header.kind === Kind.JPEG) {
		picture.push(header, data);
	} else if (header.kind === Kind.PCM) {
		numbers.countSound(header, data.byteLength - HEADER_LENGTH);
		listener.push(header, data);
	}
}

function askClock(): void {
	if (connection.state !== "open") return;
	const sent = performance.now() * 1000;
	connection.request("clock").then(
		({ time }) => {
			if (typeof time === "number") hubClock.add(sent, performance.now() * 1000, time);
		},
		(error: unknown) => {
			if (error instanceof RequestError && error.code === "timeout") connection.restart();
		},
	);
}

function showDevices(): void {
	doorbells.show(devices ?? [], watching.id);
	showStage();
	showControls();
}

function showStage(): void {
	stage.show({
		connection: connection.state,
		retry,
		devices: devices?.length,
		device: watched(),
		picture: picture.drawn,
		age: drawnAge,
		fault,
		talking: talkingNow(),
	});
}

/** Who talks, in a sentence; empty if nobody does. */
function talkingNow(): string {
	const { talker: who } = watching;
	if (!who) return "";
	return who.viewer === viewer ? "You are talking" : `${who.label} is talking`;
}

function showControls(): void {
	const device = watched();
	controls.show({
		device,
		reachable: connection.state === "open" && device?.online === true,
		hasPicture: picture.drawn !== undefined,
		other: watching.talker?.viewer === viewer ? null : watching.talker,
	});
}

expose({
	connection,
	watching,
	picture,
	listener,
	talker,
	pictureAge: () => drawnAge,
	hubClock: () => hubClock.estimate,
});

document.addEventListener("visibilitychange", () => (watching.pictures = !document.hidden));
addEventListener("hashchange", () => {
	const id = location.hash.slice(1);
	if (devices?.some((device) => device.id === id)) choose(id);
});
setInterval(askClock, CLOCK_INTERVAL);
setInterval(() => {
	numbers.showLevels();
	showControls();
}, 100);
setInterval(showStage, 250);
setInterval(() => numbers.show(), 500);
connection.open();
