import "./xs-names";
import { Doorbell } from "doorbell/doorbell";
import type { Feature } from "doorbell/feature";
import type { DoorbellOptions } from "doorbell/options";
import { bytesPerMessage, type Parts } from "doorbell/parts";
import { readSettings } from "settings/settings";
import { type FakeConnection, FakeServer } from "./fake-connection";
import { FakeNetwork } from "./fake-network";
import { FakeButton, FakeCamera, FakeCodec, FakeDoor, FakeStrip } from "./fake-parts";
import { VirtualTime } from "./virtual-time";

const config = {
	hub: "ws://hub:8000",
	device: "front-door",
	name: "Front door",
	firmware: "1.2.3",
	board: { name: "a-board" },
};

/** How the doorbell is made. */
export interface SetUpOptions {
	config?: Record<string, unknown>;
	missing?: (keyof Parts)[];
	features?: Feature[];
	pixels?: number;
	options?: Partial<DoorbellOptions>;
}

/** A doorbell of which all that it touches is the test's. */
export function setUp({
	config: more = {},
	missing = [],
	features = [],
	pixels = 4,
	options,
}: SetUpOptions = {}) {
	const time = new VirtualTime();
	const server = new FakeServer();
	const network = new FakeNetwork();
	const log: string[] = [];
	const restarts: number[] = [];
	const resets: number[] = [];
	let ids = 0;
	const codec = new FakeCodec(time, bytesPerMessage);
	const camera = new FakeCamera(time);
	const light = new FakeStrip(pixels);
	const bell = new FakeButton();
	const door = new FakeDoor();
	const parts: Parts = { codec, camera, light, bell, door };
	for (const part of missing) parts[part] = undefined;
	const { settings } = readSettings({ ...config, ...more });
	const doorbell = new Doorbell({
		settings,
		parts,
		connect: server.connect,
		time,
		log: (text) => log.push(text),
		memory: (into) => Object.assign(into, { chunks: 1, slots: 2, collections: 3 }),
		signal: () => -60,
		makeId: () => `ring-${++ids}`,
		restart: () => restarts.push(time.now()),
		factoryReset: () => resets.push(time.now()),
		network,
		features,
		...options,
	});
	bell.onChanged = () => doorbell.bellChanged();
	/** Starts it, and opens both connections. */
	const connect = (protocol = "belltower.1"): void => {
		doorbell.start();
		time.advance(0);
		server.audio.open(protocol);
		server.video.open(protocol);
	};
	const ask = (command: object): Record<string, unknown> | undefined => {
		server.audio.command({ id: 1, ...command });
		return server.audio.texts.filter(({ type }) => type === "result").at(-1);
	};
	const capture = (): void => {
		time.advance(1000 / 15);
		camera.capture();
		doorbell.cameraReadable();
	};
	const record = (): void => {
		time.advance(15.375);
		codec.record();
		doorbell.codecReadable();
	};
	/** Presses the bell for so many milliseconds. */
	const press = (duration = 100): void => {
		bell.set(true);
		time.advance(duration);
		bell.set(false);
		time.advance(50);
	};
	return {
		time,
		server,
		network,
		log,
		restarts,
		resets,
		settings,
		codec,
		camera,
		light,
		bell,
		door,
		doorbell,
		connect,
		ask,
		capture,
		record,
		press,
	};
}

/** The events of a name that a connection has carried. */
export function events(connection: FakeConnection, name: string): Record<string, unknown>[] {
	return connection.texts.filter(({ type, event }) => type === "event" && event === name);
}
