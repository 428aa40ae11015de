import "../../tests/e2e/page-hook";

/** A picture that was drawn on the page: when it was captured, as the picture itself says, and when it was drawn. */
export interface PictureTiming {
	/** Milliseconds since 1970, read from the strip of cells along the picture's lower edge. */
	readonly captured: number;
	/** Milliseconds since 1970. */
	readonly drawn: number;
	/** The same capture on the doorbell's clock, from the message's header: milliseconds. */
	readonly deviceTime: number;
}

/**
 * Runs in the page: reads the time strip of each picture drawn for `milliseconds`. The strip's cells are 16 pixels
 * square: white, black, 36 bits of time in milliseconds (most significant first), even parity, white.
 */
export async function timePictures(milliseconds: number): Promise<PictureTiming[]> {
	const cell = 16;
	const canvas = document.querySelector<HTMLCanvasElement>("#picture");
	const context = canvas?.getContext("2d");
	if (!canvas || !context) throw new Error("there is no canvas");
	const timings: PictureTiming[] = [];
	const end = performance.now() + milliseconds;
	let seen = window.belltower.pictures.drawn;
	for (;;) {
		await new Promise((resolve) => requestAnimationFrame(resolve));
		if (performance.now() > end) return timings;
		const { lastPicture, pictures } = window.belltower;
		if (pictures.drawn === seen || !lastPicture) continue;
		seen = pictures.drawn;
		const row = context.getImageData(0, canvas.height - cell / 2, 40 * cell, 1).data;
		const bits = Array.from({ length: 40 }, (_, index) =>
			Number((row[(index * cell + cell / 2) * 4] ?? 0) > 128),
		);
		const parity = bits.slice(2, 39).reduce((sum, bit) => sum + bit, 0) % 2;
		if (bits[0] !== 1 || bits[1] !== 0 || bits[39] !== 1 || parity !== 0) continue;
		const low = bits.slice(2, 38).reduce((value, bit) => value * 2 + bit, 0);
		const drawn = performance.timeOrigin + lastPicture.drawnAt;
		const wrap = 2 ** 36;
		const captured = Math.floor(drawn / wrap) * wrap + low;
		timings.push({ captured, drawn, deviceTime: lastPicture.header.time / 1000 });
	}
}
