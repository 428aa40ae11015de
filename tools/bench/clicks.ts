import "../../tests/e2e/page-hook";

/** Loud enough, of full scale, to be a click in otherwise silent sound. */
export const clickLevel = 0.3;

/** When a click happened, milliseconds since 1970. */
type Moment = number;

/** What {@link instrumentPage} leaves for the benchmark to read. */
export interface ClickLog {
	/** When each click was recorded, on the doorbell's clock: milliseconds. */
	readonly recorded: number[];
	/** When each click came out of the browser's microphone. */
	readonly spoken: Moment[];
}

declare global {
	interface Window {
		clickLog: ClickLog;
		/** Adds the moment of a click that an analyser holds; `held` is how long, in seconds, what comes from it is held. */
		noteClick(analyser: AnalyserNode, level: number, moments: Moment[], held?: number): void;
	}
}

/**
 * Runs in the page before its own scripts: notes the clicks in the sound that arrives, and those
 * that come out of the browser's microphone, which is opened without the processing that would take them for noise.
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

	const media = navigator.mediaDevices;
	const open = media.getUserMedia.bind(media);
	media.getUserMedia = async () => {
		const audio = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
		const stream = await open({ audio });
		const context = new AudioContext();
		const analyser = new AnalyserNode(context, { fftSize: 4096 });
		new MediaStreamAudioSourceNode(context, { mediaStream: stream }).connect(analyser);
		setInterval(() => noteClick(analyser, level, log.spoken), 10);
		return stream;
	};

	window.noteClick = noteClick;
	function noteClick(analyser: AnalyserNode, loud: number, moments: Moment[], held = 0): void {
		const samples = new Float32Array(analyser.fftSize);
		analyser.getFloatTimeDomainData(samples);
		const index = samples.findIndex((sample) => Math.abs(sample) > loud);
		if (index < 0) return;
		const age = (samples.length - index) / analyser.context.sampleRate - held;
		const moment = performance.timeOrigin + performance.now() - age * 1000;
		if (moment - (moments.at(-1) ?? 0) > 500) moments.push(moment);
	}
}

/** Runs in the page: when each click was played in the next `milliseconds`. */
export async function timePlayedClicks([milliseconds, level]: [number, number]): Promise<Moment[]> {
	const { analyser } = window.belltower;
	if (!analyser) throw new Error("the page does not play");
	const { outputLatency, baseLatency } = analyser.context as AudioContext;
	const played: Moment[] = [];
	const end = performance.now() + milliseconds;
	while (performance.now() < end) {
		await new Promise((resolve) => setTimeout(resolve, 10));
		window.noteClick(analyser, level, played, outputLatency || baseLatency);
	}
	return played;
}
