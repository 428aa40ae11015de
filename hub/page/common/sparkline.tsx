import { useLayoutEffect, useRef } from "preact/hooks";

interface SparklineProps {
	/** The last values, oldest first; NaN leaves a gap. */
	values: readonly number[];
	/** How many values fill its width. */
	most: number;
	/** What the bottom stands for; 0 by default. */
	floor?: number;
}

/** The last values of a number as a line. */
export function Sparkline({ values, most, floor = 0 }: SparklineProps) {
	const canvas = useRef<HTMLCanvasElement>(null);
	useLayoutEffect(() => {
		if (canvas.current) draw(canvas.current, values, most, floor);
	});
	return <canvas ref={canvas} class="sparkline" aria-hidden="true" />;
}

function draw(canvas: HTMLCanvasElement, values: readonly number[], most: number, floor: number): void {
	const { clientWidth, clientHeight } = canvas;
	const context = canvas.getContext("2d");
	if (!context || clientWidth === 0) return;
	const scale = devicePixelRatio;
	const width = Math.round(clientWidth * scale);
	const height = Math.round(clientHeight * scale);
	if (canvas.width !== width || canvas.height !== height) {
		canvas.width = width;
		canvas.height = height;
	}
	context.clearRect(0, 0, width, height);
	const top = Math.max(floor, ...values.filter((value) => !Number.isNaN(value)));
	if (top === floor) return;
	const span = (top - floor) * 1.15;
	const x = (index: number) => width - ((values.length - 1 - index) * width) / (most - 1);
	const y = (value: number) => height - scale - ((value - floor) / span) * (height - 2 * scale);
	const color = getComputedStyle(canvas).color;
	for (const [start, end] of runs(values)) {
		const line = new Path2D();
		line.moveTo(x(start), y(values[start] ?? floor));
		for (let index = start + 1; index <= end; index++) line.lineTo(x(index), y(values[index] ?? floor));
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
function runs(values: readonly number[]): [number, number][] {
	const found: [number, number][] = [];
	for (const [index, value] of values.entries()) {
		if (Number.isNaN(value)) continue;
		const last = found.at(-1);
		if (last && last[1] === index - 1) last[1] = index;
		else found.push([index, index]);
	}
	return found;
}
