import { signal } from "@preact/signals";
import type { Header } from "../../wire/header";
import type { HealthHistory } from "../api/devices";
import type { DrawnPicture } from "../doorbell/picture";
import type { Store } from "../store/store";
import type { Live } from "./live";
import { BYTES_PER_MILLISECOND } from "../../wire/header";
import { numberAt } from "../common/words";
import { SILENCE } from "../audio/level";
import { countDrops, dropsSince, type Drops } from "./drops";

/** What is measured, one value each half second; NaN where it is not known. Times in milliseconds. */
export const MEASURES = ["rate", "age", "bits", "delay", "drops", "heap", "signal"] as const;
export type Measure = (typeof MEASURES)[number];

/** How loud it is, dBFS. */
export interface Levels {
	heard: number;
	said: number;
	played: number;
}

/** Values that a chart shows: one minute. */
const MOST_VALUES = 120;
const INTERVAL = 500;
const LEVEL_INTERVAL = 100;

/** What the hub measures, too, and by what name. */
const OF_HUB: Readonly<Partial<Record<Measure, string>>> = {
	rate: "picturesPerSecond",
	bits: "bitsPerSecond",
	heap: "chunks",
	signal: "signal",
};

const unknown = (): Record<Measure, number> => ({
	rate: NaN,
	age: NaN,
	bits: NaN,
	delay: NaN,
	drops: NaN,
	heap: NaN,
	signal: NaN,
});

/** Measures what flows: how much, how old, how loud, and what was dropped where. */
export class Numbers {
	/** The newest values. */
	readonly latest = signal(unknown());
	/** The values of the last minute, oldest first. */
	readonly history: Record<Measure, number[]> = {
		rate: [],
		age: [],
		bits: [],
		delay: [],
		drops: [],
		heap: [],
		signal: [],
	};
	/** What was dropped since this doorbell is watched. */
	readonly drops = signal<Drops | undefined>(undefined);
	readonly levels = signal<Levels>({ heard: SILENCE, said: SILENCE, played: SILENCE });
	/** The age of the picture on the canvas, milliseconds, or NaN; and when it was drawn. */
	pictureAge = NaN;
	drawnAt = NaN;

	readonly #live: Live;
	readonly #store: Store;
	#ages: number[] = [];
	#delays: number[] = [];
	#soundBytes = 0;
	#messageDuration = 0;
	#last: { at: number; drawn: number; bytes: number; dropped: number } | undefined;
	#baseline: Drops | undefined;

	constructor(live: Live, store: Store) {
		this.#live = live;
		this.#store = store;
		setInterval(() => this.#measure(), INTERVAL);
		setInterval(() => this.#measureLevels(), LEVEL_INTERVAL);
	}

	/** Counts a picture that was drawn just now. */
	countPicture({ header, drawnAt }: DrawnPicture): void {
		this.drawnAt = drawnAt;
		this.pictureAge = this.#live.clock.ageOf(header.time);
		if (!Number.isNaN(this.pictureAge)) this.#ages.push(this.pictureAge);
	}

	/** Counts a message of sound that has just come. @param bytes of PCM */
	countSound({ time }: Header, bytes: number): void {
		const { listener, clock } = this.#live;
		this.#soundBytes += bytes;
		this.#messageDuration = bytes / BYTES_PER_MILLISECOND;
		if (!listener.on) return;
		const newest = Math.max(0, clock.ageOf(time) - this.#messageDuration);
		this.#delays.push(newest + listener.outputDelay);
	}

	/** Another doorbell is watched, or the same anew: counts begin again. */
	restart(): void {
		this.#last = this.#baseline = undefined;
		this.pictureAge = this.drawnAt = NaN;
		this.drops.value = undefined;
		for (const values of Object.values(this.history)) values.length = 0;
		this.latest.value = unknown();
	}

	/** Puts what the hub has measured of the last minute before what is measured here. */
	prefill({ times, series }: HealthHistory): void {
		const begin = Date.now() - MOST_VALUES * INTERVAL;
		const first = times.findIndex((time) => time >= begin);
		if (first < 0) return;
		for (const [name, source] of Object.entries(OF_HUB) as [Measure, string][]) {
			const values = this.history[name];
			const missing = MOST_VALUES - values.length;
			const before = Array.from({ length: missing }, (_, index) => {
				const at = times.findLastIndex((time) => time <= begin + index * INTERVAL);
				return at < first ? NaN : (series[source]?.[at] ?? NaN);
			});
			values.unshift(...before);
		}
	}

	#measure(): void {
		const { counts } = this.#live.picture;
		const said = this.#store.stats.peek()?.doorbell;
		this.#measureDrops();
		const dropped = this.drops.peek()?.picture;
		const now = {
			at: performance.now(),
			drawn: counts.drawn,
			bytes: counts.bytes + this.#soundBytes,
			dropped: dropped ? dropped.doorbell + dropped.hub + dropped.page : NaN,
		};
		const last = this.#last ?? now;
		this.#last = now;
		const perSecond = (name: "drawn" | "bytes" | "dropped") =>
			now.at > last.at ? ((now[name] - last[name]) * 1000) / (now.at - last.at) : NaN;
		const latest = {
			rate: perSecond("drawn"),
			age: median(this.#ages.splice(0)),
			bits: perSecond("bytes") * 8,
			delay: median(this.#delays.splice(0)),
			drops: perSecond("dropped"),
			heap: numberAt(said, "memory", "chunks"),
			signal: numberAt(said, "signal"),
		};
		for (const name of MEASURES) {
			const values = this.history[name];
			values.push(latest[name]);
			if (values.length > MOST_VALUES) values.shift();
		}
		this.latest.value = latest;
	}

	#measureDrops(): void {
		const stats = this.#store.stats.peek();
		const delivery = this.#store.delivery.peek();
		if (!stats || !delivery) return;
		const drops = countDrops({ ...this.#parts, stats, delivery, messageDuration: this.#messageDuration });
		this.#baseline ??= drops;
		this.drops.value = dropsSince(drops, this.#baseline);
	}

	get #parts() {
		const { picture, listener, talker } = this.#live;
		return { picture, listener, talker };
	}

	#measureLevels(): void {
		const { listener, talker } = this.#live;
		const said = this.#store.stats.peek()?.doorbell;
		const level = (part: string) => {
			const value = numberAt(said, part, "level");
			return Number.isNaN(value) ? SILENCE : value;
		};
		const heard = listener.on ? listener.counts.level : level("microphone");
		this.levels.value = { heard, said: talker.level, played: level("speaker") };
	}
}

function median(values: number[]): number {
	return values.sort((a, b) => a - b)[values.length >> 1] ?? NaN;
}
