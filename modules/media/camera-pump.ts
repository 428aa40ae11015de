import type { Time } from "clock/time";
import { flags, headerLength, kinds, writeHeader } from "protocol/header";
import type { Link } from "link/link";
import { type FrameSize, frameSizes } from "protocol/command-arguments";
import { Ordinals } from "media/ordinals";
import type { PictureChoice } from "protocol/events";
import type { Camera, CameraFrame, Picture } from "media/parts";
import { type Passage, PictureControl } from "media/picture-control";

/** The link as this pump uses it. */
export type CameraLink = Pick<Link, "dialect" | "lend" | "writable" | "written" | "backlog" | "roundTrip">;

/** What the pump needs. */
export interface CameraPumpOptions {
	camera: Camera;
	link: CameraLink;
	time: Time;
	/** What the picture is never made worse than, however slow the link is; asked for at each start. */
	worst?: () => Picture;
	/** How much sound was dropped so far on its way to the same server, which pictures may be in the way of. */
	soundDropped?: () => number;
	/** Told when the link makes other pictures necessary, or better ones possible. */
	onChoice?: (choice: Readonly<PictureChoice>) => void;
}

/** Counts since start. */
export interface CameraCounts {
	/** Frames that were handed to the link and sent. */
	frames: number;
	bytes: number;
	/** Frames that the rate had room for and that were not sent, as the link was slow. */
	dropped: number;
	/** From the capture of the frame last sent to its last byte's having left the socket, in milliseconds. */
	age: number;
}

const second = 1_000_000;
const millisecond = 1000;

/** A frame that has waited so much longer than the quickest is not sent where another will follow; milliseconds. */
const longestWait = 100;

const worstOfAll: Picture = Object.freeze({ frameSize: "QVGA", quality: 40, framesPerSecond: 2 }, true);

/**
 * Camera to link. At most one frame is in flight: it is lent to the link and closed when the link hands it back. When the
 * socket has sent all of it the next one is the newest there is. Frames are never copied and never wait behind another.
 * How long each takes decides what the next ones are like.
 */
export class CameraPump {
	readonly counts: CameraCounts = { frames: 0, bytes: 0, dropped: 0, age: 0 };
	readonly #camera: Camera;
	readonly #link: CameraLink;
	readonly #time: Time;
	readonly #header = new Uint8Array(headerLength);
	readonly #ordinals = new Ordinals();
	readonly #onReleased: () => void;
	readonly #worst: () => Picture;
	readonly #soundDropped: () => number;
	readonly #onChoice: ((choice: Readonly<PictureChoice>) => void) | undefined;
	readonly #passage: Passage = { bytes: 0, took: 0, age: 0, now: 0, crowded: false, roundTrip: 0 };
	#soundDroppedBefore = 0;
	readonly #form: Picture & { largest: FrameSize } = { ...worstOfAll, largest: worstOfAll.frameSize };
	#control: PictureControl | undefined;
	#running = false;
	#inFlight: CameraFrame | undefined;
	/** Of the frame in flight, or of the one handed back that the socket still has bytes of. */
	#begunAt = 0;
	#capturedAt = 0;
	/** What the socket had been given with the frame's last byte; undefined where the socket has sent it all. */
	#end: number | undefined;
	#quickest = Infinity;
	#skipped = false;
	#framesAtMeasure = 0;
	#measuredAt: number;

	constructor({
		camera,
		link,
		time,
		worst = () => worstOfAll,
		soundDropped = () => 0,
		onChoice,
	}: CameraPumpOptions) {
		this.#camera = camera;
		this.#link = link;
		this.#time = time;
		this.#measuredAt = time.now();
		this.#worst = worst;
		this.#soundDropped = soundDropped;
		this.#onChoice = onChoice;
		this.#onReleased = () => this.#released();
	}

	/** Whether pictures flow. */
	get running(): boolean {
		return this.#running;
	}

	/** Which pictures are sent, and why; undefined before the first start. */
	get choice(): Readonly<PictureChoice> | undefined {
		return this.#control?.choice;
	}

	/**
	 * Starts to capture and to send, or changes the picture of what flows: it is as given where the link takes that. What
	 * the camera throws is thrown.
	 */
	start(picture: Picture): void {
		const worst = noBetter(this.#worst(), picture);
		this.#form.largest = picture.frameSize;
		if (this.#control) this.#control.ask(picture, worst);
		else this.#control = new PictureControl(picture, worst);
		this.#configure(this.#control.picture);
		if (this.#running) return;
		this.#camera.start();
		this.#ordinals.pause();
		this.#quickest = Infinity;
		this.#running = true;
	}

	/** Stops; harmless when it does not run. A frame in flight is sent to its end. */
	stop(): void {
		if (!this.#running) return;
		this.#running = false;
		this.#camera.stop();
	}

	/** Begins anew, as each connection does. */
	reset(): void {
		this.#ordinals.reset();
		this.#end = undefined;
		this.#control?.reset();
		if (this.#running) this.#choose();
	}

	/** Sends the newest frame if it can be. To be called when there is a frame and when the link is writable. */
	pump(): void {
		this.#look();
		if (!this.#running || this.#inFlight || this.#end !== undefined || !this.#link.writable) return;
		const frame = this.#camera.read();
		if (!frame) return;
		if (this.#isFresh(frame)) this.#send(frame);
		else frame.close();
	}

	/** Frames sent each second since this was last asked. */
	measureRate(): number {
		const now = this.#time.now();
		const elapsed = now - this.#measuredAt;
		const frames = this.counts.frames - this.#framesAtMeasure;
		this.#measuredAt = now;
		this.#framesAtMeasure = this.counts.frames;
		return elapsed > 0 ? (frames * second) / elapsed : 0;
	}

	/** Of two in a row one is sent, however long it waited: a sensor can be slow, too. */
	#isFresh({ captureTime }: CameraFrame): boolean {
		const waited = this.#time.now() - captureTime;
		this.#quickest = Math.min(this.#quickest, waited);
		this.#skipped = !this.#skipped && waited - this.#quickest > longestWait * millisecond;
		return !this.#skipped;
	}

	#send(frame: CameraFrame): void {
		const missing = this.#ordinals.follow(frame.sequence);
		this.counts.dropped += missing;
		this.#inFlight = frame;
		this.#begunAt = this.#time.now();
		this.#capturedAt = frame.captureTime;
		this.#passage.bytes = frame.byteLength;
		this.counts.bytes += frame.byteLength;
		if (this.#link.dialect !== "belltower") {
			this.#link.lend(undefined, frame, this.#onReleased);
			return;
		}
		const flagBits = missing ? flags.discontinuity : 0;
		writeHeader(this.#header, kinds.jpeg, flagBits, this.#ordinals.present, frame.captureTime);
		this.#link.lend(this.#header, frame, this.#onReleased);
	}

	#released(): void {
		const frame = this.#inFlight;
		if (!frame) return;
		this.#inFlight = undefined;
		this.counts.frames++;
		this.#end = this.#link.written;
		frame.close();
		this.#look();
	}

	/** Sees whether the socket has sent the frame that was handed back last. */
	#look(): void {
		const { written, backlog, roundTrip, dialect } = this.#link;
		if (this.#end === undefined || written - backlog < this.#end) return;
		this.#end = undefined;
		if (dialect === undefined) return;
		const now = this.#time.now();
		const passage = this.#passage;
		passage.now = now / millisecond;
		passage.took = (now - this.#begunAt) / millisecond;
		passage.age = (now - this.#capturedAt) / millisecond;
		passage.roundTrip = roundTrip;
		const soundDropped = this.#soundDropped();
		passage.crowded = soundDropped > this.#soundDroppedBefore;
		this.#soundDroppedBefore = soundDropped;
		this.counts.age = Math.round(passage.age);
		if (this.#control?.note(passage) && this.#running) this.#choose();
	}

	#choose(): void {
		if (!this.#control) return;
		this.#configure(this.#control.picture);
		this.#onChoice?.(this.#control.choice);
	}

	#configure({ frameSize, quality, framesPerSecond }: Picture): void {
		const form = this.#form;
		form.frameSize = frameSize;
		form.quality = quality;
		form.framesPerSecond = framesPerSecond;
		this.#camera.configure(form);
	}
}

/** The worst allowed, but not better than what is asked for. */
function noBetter(worst: Picture, best: Picture): Picture {
	return {
		frameSize:
			frameSizes.indexOf(worst.frameSize) > frameSizes.indexOf(best.frameSize)
				? best.frameSize
				: worst.frameSize,
		quality: Math.max(worst.quality, best.quality),
		framesPerSecond: Math.min(worst.framesPerSecond, best.framesPerSecond),
	};
}
