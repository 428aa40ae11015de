import { HEADER_LENGTH, type Header } from "../../wire/header";

/** Pictures since the page was opened. */
export interface PictureCounts {
	received: number;
	drawn: number;
	/** Came while an older one was still being decoded, and was followed by a newer one. */
	late: number;
	/** Could not be decoded. */
	broken: number;
	bytes: number;
}

/** The picture that is on the canvas. */
export interface DrawnPicture {
	readonly header: Readonly<Header>;
	readonly width: number;
	readonly height: number;
	/** When it was drawn, as performance.now() says. */
	readonly drawnAt: number;
}

/** Draws the newest picture there is: one is decoded at a time, and of those that come meanwhile only the last. */
export class Picture {
	/** What is drawn on, in the camera's own size; the views put it where it is to be seen. */
	readonly canvas = document.createElement("canvas");
	readonly #context: CanvasRenderingContext2D;
	readonly #onDrawn: (picture: DrawnPicture) => void;
	readonly #counts: PictureCounts = { received: 0, drawn: 0, late: 0, broken: 0, bytes: 0 };
	#waiting: { header: Header; data: ArrayBuffer } | undefined;
	#decoding = false;
	#era = 0;
	#drawn: DrawnPicture | undefined;

	/** @param onDrawn called with each picture as soon as it is on the canvas */
	constructor(onDrawn: (picture: DrawnPicture) => void) {
		const context = this.canvas.getContext("2d", { alpha: false });
		if (!context) throw new Error("the browser gives no canvas to draw on");
		this.canvas.id = "picture";
		this.canvas.width = 640;
		this.canvas.height = 480;
		this.canvas.setAttribute("role", "img");
		this.#context = context;
		this.#onDrawn = onDrawn;
	}

	get counts(): Readonly<PictureCounts> {
		return this.#counts;
	}

	/** What is on the canvas, if anything. */
	get drawn(): DrawnPicture | undefined {
		return this.#drawn;
	}

	/** Takes a picture. @param data header and JPEG */
	push(header: Header, data: ArrayBuffer): void {
		this.#counts.received++;
		this.#counts.bytes += data.byteLength;
		if (this.#waiting) this.#counts.late++;
		this.#waiting = { header, data };
		if (!this.#decoding) void this.#decode();
	}

	/** Clears the canvas, and draws nothing that came before. */
	clear(): void {
		this.#era++;
		this.#waiting = undefined;
		this.#drawn = undefined;
		this.#context.clearRect(0, 0, this.canvas.width, this.canvas.height);
	}

	async #decode(): Promise<void> {
		this.#decoding = true;
		for (let next = this.#waiting; next; next = this.#waiting) {
			this.#waiting = undefined;
			const era = this.#era;
			const jpeg = new Blob([new Uint8Array(next.data, HEADER_LENGTH)], { type: "image/jpeg" });
			const bitmap = await createImageBitmap(jpeg).catch(() => undefined);
			if (!bitmap) this.#counts.broken++;
			else if (era === this.#era) this.#draw(next.header, bitmap);
			bitmap?.close();
		}
		this.#decoding = false;
	}

	#draw(header: Header, bitmap: ImageBitmap): void {
		const { width, height } = bitmap;
		if (this.canvas.width !== width || this.canvas.height !== height) {
			this.canvas.width = width;
			this.canvas.height = height;
		}
		this.#context.drawImage(bitmap, 0, 0);
		this.#counts.drawn++;
		this.#drawn = { header, width, height, drawnAt: performance.now() };
		this.#onDrawn(this.#drawn);
	}
}
