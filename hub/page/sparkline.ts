/** The last values of a number as a line. */
export class Sparkline {
	readonly #canvas: HTMLCanvasElement;
	readonly #values: number[] = [];
	readonly #most: number;

	/** @param most how many values it shows */
	constructor(canvas: HTMLCanvasElement, most: number) {
		this.#canvas = canvas;
		this.#most = most;
	}

	/** Adds a value; NaN where there is none leaves a gap. */
	add(value: number): void {
		this.#values.push(value);
		if (this.#values.length > this.#most) this.#values.shift();
		this.#draw();
	}

	clear(): void {
		this.#values.length = 0;
		this.#draw();
	}

	#draw(): void {
		const { clientWidth, clientHeight } = this.#canvas;
		const context = this.#canvas.getContext("2d");
		if (!context || clientWidth === 0) return;
		const scale = devicePixelRatio;
		const width = Math.round(clientWidth * scale);
		const height = Math.round(clientHeight * scale);
		if (this.#canvas.width !== width || this.#canvas.height !== height) {
			this.#canvas.width = width;
			this.#canvas.height = height;
		}
		context.clearRect(0, 0, width, height);
		const top = Math.max(0, ...this.#values.filter((value) => !Number.isNaN(value))) * 1.15;
		if (top === 0) return;
		const color = getComputedStyle(this.#canvas).color;
		const x = (index: number) => width - ((this.#values.length - 1 - index) * width) / (this.#most - 1);
		const y = (value: number) => height - scale - (value / top) * (height - 2 * scale);
		for (const [start, end] of this.#runs()) {
			const line = new Path2D();
			line.moveTo(x(start), y(this.#values[start] ?? 0));
			for (let index = start + 1; index <= end; index++) line.lineTo(x(index), y(this.#values[index] ?? 0));
			const area = new Path2D(line);
			area.lineTo(x(end), height);
			area.lineTo(x(start), height);
			context.fillStyle = context.strokeStyle = color;
			context.globalAlpha = 0.12;
			context.fill(area);
			context.globalAlpha = 1;
			context.lineWidth = 1.5 * scale;
			context.lineJoin = "round";
			context.stroke(line);
		}
	}

	/** First and last index of each stretch without a gap. */
	#runs(): [number, number][] {
		const runs: [number, number][] = [];
		for (const [index, value] of this.#values.entries()) {
			if (Number.isNaN(value)) continue;
			const last = runs.at(-1);
			if (last && last[1] === index - 1) last[1] = index;
			else runs.push([index, index]);
		}
		return runs;
	}
}
