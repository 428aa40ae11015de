import type { Header } from "../wire/header";
import type { DeliveryMessage, DeviceSummary, StatsMessage } from "../wire/viewer";
import type { Listener } from "./listener";
import type { Picture } from "./picture";
import type { Talker } from "./talker";
import { BYTES_PER_MILLISECOND, SAMPLE_RATE } from "../wire/header";
import { element, make, setText } from "./dom";
import { SILENCE } from "./level";
import { Meter } from "./meter";
import { Sparkline } from "./sparkline";
import { bitRate, duration, numberAt, size } from "./words";

/** Values a line shows, one each half second. */
const LINE = 80;
/** Milliseconds of sound in a chunk of the person's voice. */
const CHUNK = 20;
const SAMPLES_PER_MILLISECOND = SAMPLE_RATE / 1000;

/** Where the numbers come from. */
export interface Sources {
	picture: Picture;
	listener: Listener;
	talker: Talker;
	/** How old what was captured at this time of the doorbell is now, milliseconds; NaN while the clocks are unknown. */
	age: (time: number) => number;
	/** How old pictures were when they were drawn, since the last call; milliseconds. */
	takeAges: () => number[];
	stats: () => StatsMessage | null;
	delivery: () => DeliveryMessage | null;
	device: () => DeviceSummary | undefined;
}

/** What was dropped, at each of the three places. */
interface Drops {
	doorbell: number;
	hub: number;
	page: number;
}

type Medium = "picture" | "sound" | "voice";

/** Shows what flows, how old it is, how loud, and where it was dropped. */
export class Numbers {
	readonly #sources: Sources;
	readonly #lines = {
		rate: new Sparkline(element("rate-line", HTMLCanvasElement), LINE),
		age: new Sparkline(element("age-line", HTMLCanvasElement), LINE),
		bits: new Sparkline(element("bits-line", HTMLCanvasElement), LINE),
		delay: new Sparkline(element("delay-line", HTMLCanvasElement), LINE),
	};
	readonly #meters = {
		heard: new Meter(element("heard", HTMLElement)),
		said: new Meter(element("said", HTMLElement)),
		played: new Meter(element("played", HTMLElement)),
	};
	readonly #facts = new Map<string, HTMLElement>();
	#last: { at: number; drawn: number; bytes: number } | undefined;
	#soundBytes = 0;
	#delays: number[] = [];
	#messageDuration = 0;
	#baseline: Record<Medium, Drops> | undefined;

	constructor(sources: Sources) {
		this.#sources = sources;
	}

	/** Counts a message of sound that has just come. @param bytes of PCM */
	countSound({ time }: Header, bytes: number): void {
		const { listener, age } = this.#sources;
		this.#soundBytes += bytes;
		this.#messageDuration = bytes / BYTES_PER_MILLISECOND;
		if (!listener.on) return;
		const newest = Math.max(0, age(time) - this.#messageDuration);
		this.#delays.push(newest + listener.outputDelay);
	}

	/** Another doorbell is watched, or the same anew: counts begin again. */
	restart(): void {
		this.#baseline = undefined;
		this.#last = undefined;
		for (const line of Object.values(this.#lines)) line.clear();
	}

	/** To be called ten times a second. */
	showLevels(): void {
		const { listener, talker } = this.#sources;
		const stats = this.#sources.stats()?.doorbell;
		const level = (part: string) => {
			const value = numberAt(stats, part, "level");
			return Number.isNaN(value) ? SILENCE : value;
		};
		this.#meters.heard.show(listener.on ? listener.counts.level : level("microphone"));
		this.#meters.said.show(talker.level);
		this.#meters.played.show(level("speaker"));
	}

	/** To be called twice a second. */
	show(): void {
		this.#showRates();
		this.#showDrops();
		this.#showFacts();
	}

	#showRates(): void {
		const { picture, takeAges } = this.#sources;
		const { drawn, bytes } = picture.counts;
		const now = { at: performance.now(), drawn, bytes: bytes + this.#soundBytes };
		const last = this.#last ?? now;
		this.#last = now;
		const seconds = (now.at - last.at) / 1000;
		const rate = seconds > 0 ? (now.drawn - last.drawn) / seconds : NaN;
		const bits = seconds > 0 ? ((now.bytes - last.bytes) * 8) / seconds : NaN;
		const age = median(takeAges());
		const delay = median(this.#delays.splice(0));
		this.#lines.rate.add(rate);
		this.#lines.age.add(age);
		this.#lines.bits.add(bits);
		this.#lines.delay.add(delay);
		show("rate", rate, rate.toFixed(1));
		showDuration("age", age);
		showDuration("delay", delay);
		const [value, unit] = bitRate(bits);
		show("bits", bits, value);
		setText(element("bits-unit", HTMLElement), Number.isNaN(bits) ? "kbit/s" : unit);
	}

	#showDrops(): void {
		const drops = this.#drops();
		if (drops) this.#baseline ??= drops;
		for (const medium of ["picture", "sound", "voice"] as const) {
			for (const place of ["doorbell", "hub", "page"] as const) {
				const value = drops ? drops[medium][place] - (this.#baseline?.[medium][place] ?? 0) : NaN;
				const cell = element(`drop-${medium}-${place}`, HTMLElement);
				const text = medium === "picture" ? value.toString() : duration(Math.max(0, value));
				setText(cell, Number.isNaN(value) ? "–" : value <= 0 ? "0" : text);
				cell.classList.toggle("some", value > 0);
			}
		}
	}

	#drops(): Record<Medium, Drops> | undefined {
		const stats = this.#sources.stats();
		const delivery = this.#sources.delivery();
		if (!stats || !delivery) return undefined;
		const { picture, listener, talker } = this.#sources;
		const { hub, doorbell } = stats;
		const heard = listener.counts;
		return {
			picture: {
				doorbell: hub.pictures.missing,
				hub: delivery.pictures.dropped + hub.pictures.malformed,
				page: picture.counts.late + picture.counts.broken,
			},
			sound: {
				doorbell: hub.sound.missing * this.#messageDuration,
				hub: (delivery.sound.dropped + hub.sound.malformed) * this.#messageDuration,
				page: heard.dropped / SAMPLES_PER_MILLISECOND,
			},
			voice: {
				doorbell: numberAt(doorbell, "speaker", "dropped") / SAMPLES_PER_MILLISECOND,
				hub: (hub.speaker.dropped + hub.speaker.malformed) * CHUNK,
				page: talker.counts.dropped * CHUNK,
			},
		};
	}

	#showFacts(): void {
		const device = this.#sources.device();
		const stats = this.#sources.stats();
		const said = stats?.doorbell ?? null;
		const number = (form: (value: number) => string, ...path: string[]): string => {
			const value = numberAt(said, ...path);
			return Number.isNaN(value) ? "" : form(value);
		};
		this.#fact("State", device?.state ?? "");
		this.#fact("Watching", device && device.viewers > 1 ? `${device.viewers} people` : "");
		this.#fact("Board", device?.board ?? "");
		this.#fact("Firmware", device?.firmware ?? "");
		this.#fact("Running for", number(duration, "uptime"));
		this.#fact(
			"Camera",
			number((rate) => `${rate.toFixed(1)} a second`, "camera", "framesPerSecond"),
		);
		this.#fact("Microphone queue", number(duration, "microphone", "queue"));
		this.#fact("Speaker buffer", number(duration, "speaker", "depth"));
		this.#fact("Memory", number(size, "memory", "chunks"));
		this.#fact(
			"Wi-Fi",
			number((signal) => `${signal} dBm`, "signal"),
		);
		const roundTrip = this.#sources.delivery()?.roundTrip ?? null;
		this.#fact("Hub to this page and back", roundTrip === null ? "" : duration(roundTrip));
		const uncertainty = stats?.clock?.uncertainty;
		const known = uncertainty !== undefined && device?.dialect !== "original";
		this.#fact("Clock known to", known ? `± ${(uncertainty / 1000).toFixed(1)} ms` : "");
		if (device?.dialect === "original") this.#fact("Age counts from", "the hub");
		else this.#fact("Age counts from", "");
	}

	#fact(name: string, value: string): void {
		const known = this.#facts.get(name);
		if (known) {
			setText(known, value);
			const pair = known.parentElement;
			if (pair) pair.hidden = value === "";
			return;
		}
		if (value === "") return;
		const pair = make("div");
		const shown = make("dd", "", value);
		pair.append(make("dt", "", name), shown);
		element("facts", HTMLElement).append(pair);
		this.#facts.set(name, shown);
	}
}

function median(values: number[]): number {
	return values.sort((a, b) => a - b)[values.length >> 1] ?? NaN;
}

function show(id: string, value: number, text: string): void {
	setText(element(id, HTMLElement), Number.isNaN(value) ? "–" : text);
}

function showDuration(id: string, value: number): void {
	const [number = "–", unit = "ms"] = Number.isNaN(value) ? [] : duration(Math.max(0, value)).split(" ");
	setText(element(id, HTMLElement), number);
	setText(element(`${id}-unit`, HTMLElement), unit);
}
