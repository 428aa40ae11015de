import type { Progress } from "./firmware";

const titles: Record<Progress["phase"], string> = {
	wait: "waiting for another build, process",
	typescript: "TypeScript",
	engine: "XS engine",
	native: "C",
	link: "linking",
};

/**
 * Shows a build's progress: on a terminal in one line that is overwritten, elsewhere one line for each phase and one for
 * each further quarter of it.
 */
export class ProgressLine {
	readonly #stream: NodeJS.WriteStream;
	#shown = "";

	/** `stream` is where to write, such as `process.stderr`. */
	constructor(stream: NodeJS.WriteStream) {
		this.#stream = stream;
	}

	/** Shows how far the build is. */
	readonly show = ({ phase, done, total, item, seconds }: Progress): void => {
		const text = `${titles[phase]} ${phase === "wait" ? item : `${done + 1} of ${total}`}`;
		if (this.#stream.isTTY) {
			const line = `${seconds.toFixed(0).padStart(3)} s  ${text}  ${phase === "wait" ? "" : item}`;
			this.#stream.write(`\r\x1b[K${line.slice(0, this.#stream.columns - 1)}`);
			this.#shown = line;
			return;
		}
		const step = `${phase} ${Math.floor((4 * done) / total)}`;
		if (step !== this.#shown) this.#stream.write(`${seconds.toFixed(0).padStart(3)} s  ${text}\n`);
		this.#shown = step;
	};

	/** Takes the line off the terminal. */
	clear(): void {
		if (this.#stream.isTTY && this.#shown !== "") this.#stream.write("\r\x1b[K");
		this.#shown = "";
	}
}
