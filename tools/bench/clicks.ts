import "../../tests/e2e/page-hook";

/** Loud enough, of full scale, to be a click in otherwise silent sound. */
export const clickLevel = 0.3;

/** When a click happened, milliseconds since 1970. */
type Moment = number;

/** What {@link instrumentPage} leaves for the benchmark to read. */
export interface ClickLog {
	/** When each click was recorded, on the doorbell's clock: milliseconds. */
	readonly recorded: number[];
	/** When each click of the page's own microphone was made. */
	readonly spoken: Moment[];
}

declare global {
	interface Window {
		clickLog: ClickLog;
	}
}

/**
 * Runs in the page before its own scripts: notes the clicks in the sound that arrives, and makes the page's microphone
 * a source that clicks once a second.
 */
export function instrumentPage(level: number): void {
	const headerLength = 12;
	const samplesPerMillisecond = 16;
	const log: ClickLog = { recorded: [], spoken: [] };
	window.clickLog = log;

	const inspect = (data: unknown): void => {
		if (!(data instanceof ArrayBuffer) || new Uint8Array(data)[0] !== 1) return;
		const view = new DataView(data);
		for (let offset = headerLength; offset + 1 < data.byteLength; offset += 2) {
			if (Math.abs(view.getInt16(offset, true)) < level * 32_768) continue;
			const time =
				Number(view.getBigUint64(4, true)) / 1000 + (offset - headerLength) / 2 / samplesPerMillisecond;
			if (time - (log.recorded.at(-1) ?? 0) > 100) log.recorded.push(time);
		}
	};
	window.WebSocket = class extends WebSocket {
		constructor(...parameters: ConstructorParameters<typeof WebSocket>) {
			super(...parameters);
			this.addEventListener("message", (event: MessageEvent<unknown>) => inspect(event.data));
		}
	};

	navigator.mediaDevices.getUserMedia = () => {
		const context = new AudioContext();
		const destination = context.createMediaStreamDestination();
		const buffer = context.createBuffer(1, context.sampleRate / 500, context.sampleRate);
		buffer.getChannelData(0).fill(0.9);
		setInterval(() => {
			const source = new AudioBufferSourceNode(context, { buffer });
			source.connect(destination);
			source.start();
			log.spoken.push(performance.timeOrigin + performance.now());
		}, 1000);
		return Promise.resolve(destination.stream);
	};
}

/** Runs in the page: when each click was played in the next `milliseconds`. */
export async function timePlayedClicks([milliseconds, level]: [number, number]): Promise<Moment[]> {
	const { analyser } = window.belltower;
	if (!analyser) throw new Error("the page does not play");
	const context = analyser.context as AudioContext;
	const samples = new Float32Array(analyser.fftSize);
	const played: Moment[] = [];
	const end = performance.now() + milliseconds;
	while (performance.now() < end) {
		await new Promise((resolve) => setTimeout(resolve, 10));
		analyser.getFloatTimeDomainData(samples);
		const index = samples.findIndex((sample) => Math.abs(sample) > level);
		if (index < 0) continue;
		const heldByBrowser = context.outputLatency || context.baseLatency;
		const age = (samples.length - index) / context.sampleRate - heldByBrowser;
		const moment = performance.timeOrigin + performance.now() - age * 1000;
		if (moment - (played.at(-1) ?? 0) > 100) played.push(moment);
	}
	return played;
}
