import type { PlayerInput, PlayerReport } from "./player-worklet";
import { JitterBuffer } from "./jitter-buffer";
import { levelOf } from "./level";

/** Plays sound as it comes. */
export interface Player {
	/** What is played. */
	readonly output: AudioNode;
	send(input: PlayerInput): void;
}

/** Seconds that are given to the browser ahead of time where there is no audio thread to play on. */
const AHEAD = 0.1;
/** Seconds in each piece. */
const PIECE = 0.02;

/**
 * Makes a player: on the audio thread, or, on a page that is not secure, where browsers offer none, by giving the browser
 * small pieces ahead of time, which costs a tenth of a second.
 */
export function createPlayer(
	context: AudioContext,
	onReport: (report: PlayerReport) => void,
): Promise<Player> {
	return isSecureContext ? onAudioThread(context, onReport) : Promise.resolve(ahead(context, onReport));
}

async function onAudioThread(
	context: AudioContext,
	onReport: (report: PlayerReport) => void,
): Promise<Player> {
	await context.audioWorklet.addModule("player-worklet.js");
	const node = new AudioWorkletNode(context, "player", { numberOfInputs: 0, outputChannelCount: [1] });
	node.port.onmessage = ({ data }: MessageEvent<PlayerReport>) => onReport(data);
	return {
		output: node,
		send: (input) => node.port.postMessage(input, typeof input === "string" ? [] : [input]),
	};
}

function ahead(context: AudioContext, onReport: (report: PlayerReport) => void): Player {
	const waiting = new JitterBuffer(context.sampleRate);
	const output = new GainNode(context);
	const length = Math.round(PIECE * context.sampleRate);
	let next = 0;
	const timer = setInterval(() => {
		if (context.state === "closed") clearInterval(timer);
		if (context.state !== "running") return;
		next = Math.max(next, context.currentTime);
		while (next < context.currentTime + AHEAD) {
			const buffer = context.createBuffer(1, length, context.sampleRate);
			waiting.pull(buffer.getChannelData(0));
			const source = new AudioBufferSourceNode(context, { buffer });
			source.connect(output);
			source.start(next);
			next += PIECE;
			const { depth } = waiting.counts;
			onReport({ ...waiting.counts, depth: depth + AHEAD * 1000, level: levelOf(buffer.getChannelData(0)) });
		}
	}, PIECE * 1000);
	return {
		output,
		send: (input) => {
			if (input === "clear") waiting.clear();
			else waiting.push(new Int16Array(input));
		},
	};
}
