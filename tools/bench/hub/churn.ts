import { setTimeout as delay } from "node:timers/promises";
import { clientFrame, RawViewer } from "./raw-viewer";

/** What viewers did that came and went. */
export interface ChurnResult {
	readonly came: number;
	readonly refused: number;
	/** That were given no answer in time. */
	readonly unanswered: number;
	readonly pictures: number;
}

/** How long a viewer waits for the handshake's answer, milliseconds. */
const answerTime = 10_000;

/** How a viewer goes. */
const endings: readonly ((viewer: RawViewer) => void)[] = [
	({ socket }) => socket.end(clientFrame(8, Buffer.from([3, 232]))),
	({ socket }) => socket.end(),
	({ socket }) => socket.destroy(),
	({ socket }) => socket.resetAndDestroy(),
	// It goes without a word while it still has much to read.
	({ socket }) => {
		socket.pause();
		setTimeout(() => socket.resetAndDestroy(), 300);
	},
];

/** Viewers that connect and vanish at random, in every way there is, during the handshake too. */
export class Churn {
	readonly #port: number;
	readonly #count: number;
	readonly #device: string;
	readonly #longestStay: number;
	readonly #result = { came: 0, refused: 0, unanswered: 0, pictures: 0 };
	#over = false;

	/**
	 * @param count how many there are at most at a time
	 * @param longestStay how long each stays at most, milliseconds
	 */
	constructor(port: number, count: number, device: string, longestStay = 4000) {
		this.#longestStay = longestStay;
		this.#port = port;
		this.#count = count;
		this.#device = device;
	}

	async run(milliseconds: number): Promise<ChurnResult> {
		setTimeout(() => (this.#over = true), milliseconds);
		await Promise.all(Array.from({ length: this.#count }, () => this.#comeAndGo()));
		return this.#result;
	}

	async #comeAndGo(): Promise<void> {
		await delay(Math.random() * this.#longestStay);
		while (!this.#over) {
			const viewer = new RawViewer(this.#port, this.#device, () => this.#result.pictures++);
			this.#result.came++;
			if (Math.random() > 0.1) await this.#opened(viewer);
			await delay(Math.random() ** 2 * this.#longestStay);
			const closed = new Promise((resolve) => viewer.socket.once("close", resolve));
			endings[Math.floor(Math.random() * endings.length)]?.(viewer);
			await Promise.race([closed, delay(1000)]);
			viewer.socket.destroy();
		}
	}

	async #opened({ open }: RawViewer): Promise<void> {
		const patience = new AbortController();
		await Promise.race([
			open.catch(() => this.#result.refused++),
			delay(answerTime, undefined, { signal: patience.signal }).then(
				() => this.#result.unanswered++,
				() => undefined,
			),
		]);
		patience.abort();
	}
}
