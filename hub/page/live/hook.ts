import type { Header } from "../../wire/header";
import type { ClockEstimate, DeliveryMessage, StatsMessage } from "../../wire/viewer";
import type { ConnectionState } from "../api/connection";
import type { ListenerCounts } from "../audio/listener";
import type { TalkCounts, TalkState } from "../audio/talker";
import type { DrawnPicture, PictureCounts } from "../doorbell/picture";
import type { Store } from "../store/store";
import type { Live } from "./live";

/**
 * `window.belltower`: what the page knows, to be read by tests, benchmarks and the curious (docs/viewer.md, "What a page
 * tells of itself"). Nothing can be changed through it.
 */
export interface Belltower {
	readonly connection: ConnectionState;
	/** The doorbell that is watched. */
	readonly device: string | null;
	readonly pictures: PictureCounts;
	readonly lastPicture: DrawnPicture | undefined;
	/** Milliseconds from the capture of the picture on the canvas to its drawing, or NaN. */
	readonly pictureAge: number;
	readonly sound: ListenerCounts;
	readonly lastSound: Readonly<Header> | undefined;
	readonly listening: boolean;
	readonly audioContext: AudioContext | undefined;
	/** What is heard, before the volume. */
	readonly analyser: AnalyserNode | undefined;
	readonly talk: TalkState;
	readonly talked: TalkCounts;
	readonly light: readonly string[];
	readonly stats: StatsMessage | null;
	readonly delivery: DeliveryMessage | null;
	/** performance.now() = (hub time + offset) / 1000. */
	readonly hubClock: ClockEstimate | null;
}

/** Makes `window.belltower`. */
export function expose({ connection, clock, picture, listener, talker, numbers }: Live, store: Store): void {
	const belltower: Belltower = {
		get connection() {
			return connection.state;
		},
		get device() {
			return store.watched.value;
		},
		get pictures() {
			return { ...picture.counts };
		},
		get lastPicture() {
			return picture.drawn;
		},
		get pictureAge() {
			return numbers.pictureAge;
		},
		get sound() {
			return listener.counts;
		},
		get lastSound() {
			return listener.lastHeader;
		},
		get listening() {
			return listener.on;
		},
		get audioContext() {
			return listener.context;
		},
		get analyser() {
			return listener.analyser;
		},
		get talk() {
			return talker.state;
		},
		get talked() {
			return { ...talker.counts };
		},
		get light() {
			return store.colors.value;
		},
		get stats() {
			return store.stats.value;
		},
		get delivery() {
			return store.delivery.value;
		},
		get hubClock() {
			return clock.estimate;
		},
	};
	Object.defineProperty(window, "belltower", { value: Object.freeze(belltower) });
}
