type Color = [red: number, green: number, blue: number];

/**
 * What light of this strength looks like: an LED's brightness grows with the number, a screen's with its power of about
 * 2.2 (IEC 61966-2-1), so that even weak LEDs are seen.
 */
function encode(linear: number): number {
	const value = linear / 255;
	return Math.round(255 * (value <= 0.003_130_8 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055));
}

function channels(color: string): Color {
	const number = Number.parseInt(color.slice(1), 16);
	return [number >> 16, (number >> 8) & 0xff, number & 0xff];
}

/** Draws the doorbell's light as it looks: pixels that glow into each other. @param colors `#rrggbb` each */
export function drawStrip(canvas: HTMLCanvasElement, colors: readonly string[]): void {
	const { clientWidth, clientHeight } = canvas;
	const context = canvas.getContext("2d");
	if (!context || clientWidth === 0) return;
	const scale = devicePixelRatio;
	canvas.width = Math.round(clientWidth * scale);
	canvas.height = Math.round(clientHeight * scale);
	context.scale(scale, scale);
	const step = clientWidth / colors.length;
	const radius = Math.min(clientHeight * 0.27, step * 0.4);
	for (const [index, color] of colors.entries()) {
		const x = (index + 0.5) * step;
		const [red, green, blue] = channels(color);
		const shown: Color = [encode(red), encode(green), encode(blue)];
		const strength = Math.max(...shown) / 255;
		const y = clientHeight / 2;
		context.globalCompositeOperation = "source-over";
		disc(context, x, y, radius, [
			[0, `rgb(255 255 255 / ${0.11 * (1 - strength)})`],
			[1, "transparent"],
		]);
		if (strength === 0) continue;
		const rgb = shown.join(" ");
		context.globalCompositeOperation = "lighter";
		disc(context, x, y, Math.max(radius * 3.2, step * 0.9), [
			[0, `rgb(${rgb} / 0.75)`],
			[0.3, `rgb(${rgb} / 0.28)`],
			[1, `rgb(${rgb} / 0)`],
		]);
		disc(context, x, y, radius, [
			[0, `rgb(255 255 255 / ${Math.max(0, 2 * strength - 1)})`],
			[0.5, `rgb(${rgb})`],
			[0.85, `rgb(${rgb} / 0.8)`],
			[1, `rgb(${rgb} / 0)`],
		]);
	}
}

/** The mean color of the light, as strong as it is; transparent where there is none. */
export function glowOf(colors: readonly string[]): string {
	const sum: Color = [0, 0, 0];
	for (const color of colors) {
		for (const [index, value] of channels(color).entries()) sum[index] = (sum[index] ?? 0) + value;
	}
	const strongest = Math.max(1, ...sum);
	const hue = sum.map((value) => encode((value / strongest) * 255));
	const strength = encode(strongest / Math.max(1, colors.length)) / 255;
	return `rgb(${hue.join(" ")} / ${strength.toFixed(2)})`;
}

function disc(
	context: CanvasRenderingContext2D,
	x: number,
	y: number,
	radius: number,
	stops: [number, string][],
): void {
	const gradient = context.createRadialGradient(x, y, 0, x, y, radius);
	for (const [at, color] of stops) gradient.addColorStop(at, color);
	context.fillStyle = gradient;
	context.fillRect(x - radius, y - radius, 2 * radius, 2 * radius);
}

/** What the light shows, for those who do not see it. */
export function describeLight(colors: readonly string[]): string {
	const lit = colors.filter((color) => color !== "#000000");
	if (lit.length === 0) return "The doorbell’s light is off";
	const distinct = [...new Set(lit)];
	if (distinct.length > 3) return `The doorbell’s light shows ${distinct.length} colors`;
	return `The doorbell’s light shows ${distinct.join(", ")} on ${lit.length} of ${colors.length} pixels`;
}
