/** The two strokes of a doorbell: seconds after the start, and the pitch in hertz. */
const STROKES = [
	[0, 659.26],
	[0.55, 523.25],
] as const;
/** What sounds in a stroke: multiples of its pitch, how loud, and how many seconds until it has faded. */
const PARTIALS = [
	[1, 0.5, 1.6],
	[2, 0.22, 0.9],
	[3.01, 0.1, 0.5],
	[5.4, 0.05, 0.25],
] as const;
/** Milliseconds from one ding-dong to the next. */
const PERIOD = 2600;
const LOUDNESS = 0.7;
/** Short of zero, which an exponential fall can't reach. */
const FADED = 0.0001;

/** Rings on this device. A browser lets it sound only after somebody has touched the page. */
export class Bell {
	#context: AudioContext | undefined;
	#timer = 0;

	/** Whether it rings now. */
	get ringing(): boolean {
		return this.#timer !== 0;
	}

	/** Rings until it is stopped. */
	start(): void {
		if (this.ringing) return;
		void this.strike();
		this.#timer = setInterval(() => void this.strike(), PERIOD);
	}

	stop(): void {
		clearInterval(this.#timer);
		this.#timer = 0;
		void this.#context?.suspend();
	}

	/** One ding-dong. @returns whether the browser lets it sound */
	async strike(): Promise<boolean> {
		const context = (this.#context ??= new AudioContext());
		await Promise.race([context.resume(), new Promise((resolve) => setTimeout(resolve, 500))]);
		if (context.state !== "running") return false;
		for (const [after, pitch] of STROKES) stroke(context, context.currentTime + after, pitch);
		return true;
	}
}

function stroke(context: AudioContext, at: number, pitch: number): void {
	for (const [multiple, share, seconds] of PARTIALS) {
		const tone = new OscillatorNode(context, { frequency: pitch * multiple });
		const loudness = new GainNode(context, { gain: 0 });
		loudness.gain.setValueAtTime(0, at);
		loudness.gain.linearRampToValueAtTime(share * LOUDNESS, at + 0.004);
		loudness.gain.exponentialRampToValueAtTime(FADED, at + seconds);
		tone.connect(loudness).connect(context.destination);
		tone.start(at);
		tone.stop(at + seconds);
	}
}
