import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { FakeDevice, tinyJpeg } from "./fake-device";

/**
 * Plays a doorbell to a hub until it is stopped, to try the page without the firmware:
 * `tsx tests/hub/play-doorbell.ts --hub ws://127.0.0.1:8000 --device front-door --pictures FOLDER [--original]`
 */
const { values: options } = parseArgs({
	options: {
		hub: { type: "string", default: "ws://127.0.0.1:8000" },
		device: { type: "string", default: "front-door" },
		name: { type: "string", default: "Front door" },
		pictures: { type: "string" },
		rate: { type: "string", default: "15" },
		token: { type: "string" },
		original: { type: "boolean", default: false },
	},
});

const SAMPLES = 246;
const PIXELS = 16;

const folder = options.pictures;
const pictures = folder
	? readdirSync(folder)
			.sort()
			.map((name) => readFileSync(join(folder, name)))
	: [tinyJpeg(0)];
const running = { video: options.original, audio: options.original, speaker: false };
let sample = 0;
let frame = 0;
let gap = 0;

/** A bell: two tones that fade, once every two seconds, over a little noise. */
function bell(at: number): number {
	const time = (at / 16_000) % 2;
	const tone = (frequency: number, start: number) =>
		time < start ? 0 : Math.sin(2 * Math.PI * frequency * time) * Math.exp(-4 * (time - start));
	return 6000 * tone(659, 0) + 6000 * tone(523, 0.4) + 60 * (Math.random() - 0.5);
}

function colors(): string[] {
	const now = performance.now() / 1000;
	return Array.from({ length: PIXELS }, (_, index) => {
		const wave = Math.max(0, Math.cos((index / PIXELS) * 2 * Math.PI - now * 2.5)) ** 2;
		const [red, green, blue] = running.speaker ? [10, 200, 90] : running.video ? [255, 110, 14] : [0, 20, 40];
		return `#${[red, green, blue]
			.map((value) =>
				Math.round(value * wave)
					.toString(16)
					.padStart(2, "0"),
			)
			.join("")}`;
	});
}

const device = await FakeDevice.connect(options.hub, {
	id: options.device,
	dialect: options.original ? "original" : "belltower.1",
	hello: false,
	...(options.token === undefined ? {} : { token: options.token }),
	answer: ({ type, direction }) => {
		const part = type.startsWith("video") ? "video" : direction === "client2esp" ? "speaker" : "audio";
		if (/^(audio|video)\./.test(type)) running[part] = type.endsWith(".start");
		return { ok: true };
	},
});
if (!options.original) {
	device.hello({ name: options.name });
	setInterval(() => device.say({ type: "event", event: "light", colors: colors() }), 100);
	setInterval(() => {
		device.say({
			type: "stats",
			time: device.time,
			uptime: Math.round(performance.now()),
			state: running.speaker ? "talking" : running.video || running.audio ? "live" : "idle",
			microphone: { queue: 16, dropped: 0, overruns: 0, level: -41 },
			speaker: { depth: 60, dropped: 0, level: running.speaker ? -20 : -96 },
			camera: { framesPerSecond: Number(options.rate) },
			memory: { chunks: 18_400 },
			signal: -58,
		});
	}, 2000);
}

setInterval(
	() => {
		if (!running.video) return;
		if (++gap % 150 === 0) device.skip(2, 1);
		device.sendPicture(pictures[frame++ % pictures.length] ?? tinyJpeg(0));
	},
	1000 / Number(options.rate),
);

const started = performance.now();
setInterval(() => {
	const due = ((performance.now() - started) / 1000) * 16_000;
	while (sample + SAMPLES <= due) {
		const pcm = Int16Array.from({ length: SAMPLES }, (_, index) => Math.round(bell(sample + index)));
		sample += SAMPLES;
		if (running.audio) device.sendSound(Buffer.from(pcm.buffer));
	}
}, 5);
