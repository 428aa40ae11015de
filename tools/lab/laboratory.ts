import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";
import { Kind } from "../../hub/wire/header";
import { FakeViewer, type Received } from "../../tests/hub/fake-viewer";
import { stopHubs, testHub } from "../../tests/hub/with-hub";
import { DoorbellProcess } from "../../tests/support/doorbell-process";
import { until } from "../../tests/support/until";
import { clear, type Condition } from "./conditions";
import { Shaper } from "./shaper";
import { delaysOf, Ear, Voice } from "./voice";
import { type Counted, DoorbellReports } from "./doorbell-reports";

/** What was seen under a condition. Times in milliseconds. */
export interface Findings {
	/** From capture to the viewer: pictures, and the newest sample of the microphone's sound. */
	readonly pictures: readonly number[];
	readonly microphone: readonly number[];
	/** From the viewer's speaking to the doorbell's playing. */
	readonly speaker: readonly number[];
	readonly framesPerSecond: number;
	/** What the doorbell counted meanwhile. */
	readonly counted: Counted;
}

const device = "lab-door";
/** How long a chunk of the microphone is. */
const chunkMilliseconds = 15.375;
/** How long the pumps have to get used to a condition. */
const settling = 4000;
const stallAfter = 1000;

/**
 * A real doorbell (the simulator), a real hub, and a viewer that watches, listens and talks; between doorbell and hub the
 * shaper. The viewer's way to the hub is not shaped.
 */
export class Laboratory {
	readonly #shaper: Shaper;
	readonly #doorbell: DoorbellProcess;
	readonly #viewer: FakeViewer;
	readonly #voice: Voice;
	readonly #ear: Ear;
	readonly #folder: string;
	readonly #reports = new DoorbellReports();
	readonly #received: { at: number; message: Received }[] = [];
	/** What added to the doorbell's clock gives this process's, in microseconds. */
	#offset = 0;

	private constructor(parts: {
		shaper: Shaper;
		doorbell: DoorbellProcess;
		viewer: FakeViewer;
		speaker: string;
		folder: string;
	}) {
		this.#shaper = parts.shaper;
		this.#doorbell = parts.doorbell;
		this.#viewer = parts.viewer;
		this.#folder = parts.folder;
		this.#ear = new Ear(parts.speaker);
		this.#voice = new Voice((pcm) => parts.viewer.speak(pcm));
		this.#viewer.on("media", (message: Received) => {
			this.#received.push({ at: performance.now() * 1000, message });
			this.#viewer.media.length = 0;
		});
		this.#viewer.on("text", (message: Record<string, unknown>) => {
			this.#reports.take(message);
			if (message["type"] === "floor" && message["talker"] === null) void this.#talk();
		});
	}

	/** Builds the doorbell if need be, and starts everything. */
	static async open(): Promise<Laboratory> {
		const firmware = await DoorbellProcess.build();
		const folder = await mkdtemp(join(tmpdir(), "belltower-lab-"));
		const hub = await testHub({ linger: 1000, retry: 1000, answer: 5000 });
		const shaper = await Shaper.start(hub.port);
		const speaker = join(folder, "speaker.wav");
		const doorbell = new DoorbellProcess(firmware, {
			config: { hub: `ws://127.0.0.1:${shaper.port}`, device },
			environment: { BELLTOWER_SPEAKER: speaker },
		});
		await doorbell.printed(/link video: open, /);
		const viewer = await FakeViewer.connect(hub.url);
		await viewer.request("watch", { device, pictures: true, sound: true });
		const laboratory = new Laboratory({ shaper, doorbell, viewer, speaker, folder });
		await laboratory.#talk();
		return laboratory;
	}

	/** Sets the network, waits until the doorbell is used to it, and looks for so many seconds. */
	async examine(condition: Condition, seconds: number): Promise<Findings> {
		await this.#clear();
		this.#shaper.set(condition);
		await delay(settling);
		this.#received.length = 0;
		const begin = performance.now();
		const connects = this.#connects;
		if (condition.stall > 0) {
			await delay(stallAfter);
			this.#shaper.stall(condition.stall * 1000);
		}
		await delay(Math.max(seconds, condition.stall + 3) * 1000 - (condition.stall > 0 ? stallAfter : 0));
		const end = performance.now();
		const received = [...this.#received];
		const speaker = delaysOf(this.#voice.spoken, this.#ear.heard, begin);
		this.#shaper.set(clear);
		const counted = await this.#countedBetween(begin, end);
		const ages = (kind: number): number[] =>
			received
				.filter(({ message }) => message.header.kind === kind)
				.map(({ at, message }) => (at - message.header.time - this.#offset) / 1000);
		const pictures = ages(Kind.JPEG);
		return {
			pictures,
			microphone: ages(Kind.PCM).map((age) => age - chunkMilliseconds),
			speaker,
			framesPerSecond: (pictures.length * 1000) / (end - begin),
			counted: { ...counted, connects: this.#connects - connects },
		};
	}

	async close(): Promise<void> {
		this.#voice.close();
		this.#ear.close();
		await this.#viewer.close();
		await this.#doorbell.destroy();
		this.#shaper.close();
		await stopHubs();
		await rm(this.#folder, { recursive: true });
	}

	/** How often the doorbell has connected, both connections together. */
	get #connects(): number {
		return this.#doorbell.output.split(/link (?:audio|video): open,/).length - 1;
	}

	/** The network carries everything at once, and everything flows. */
	async #clear(): Promise<void> {
		this.#shaper.set(clear);
		this.#viewer.texts.length = 0;
		const begin = this.#received.length;
		await until(
			"pictures and sound",
			() =>
				[Kind.JPEG, Kind.PCM].every((kind) =>
					this.#received.slice(begin).some(({ message }) => message.header.kind === kind),
				),
			90_000,
		);
		await delay(2500);
		await this.#talk();
		const { offset } = await until("the doorbell's clock", () => this.#reports.clock);
		this.#offset = offset;
	}

	async #countedBetween(begin: number, end: number): Promise<Counted> {
		const from = begin * 1000 - this.#offset;
		const to = end * 1000 - this.#offset;
		await until("the doorbell's report", () => this.#reports.newest > to, 60_000);
		return this.#reports.between(from, to);
	}

	async #talk(): Promise<void> {
		await this.#viewer.request("talk.start", { takeOver: true });
	}
}
