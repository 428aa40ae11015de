import type { Time } from "clock/time";
import { flags, headerLength, kinds, writeHeader } from "protocol/header";
import type { Link } from "link/link";
import { Ordinals } from "media/ordinals";
import type { Camera, CameraFrame, Picture } from "media/parts";

/** The link as this pump uses it. */
export type CameraLink = Pick<Link, "dialect" | "lend" | "writable">;

/** What the pump needs. */
export interface CameraPumpOptions {
	camera: Camera;
	link: CameraLink;
	time: Time;
}

/** Counts since start. */
export interface CameraCounts {
	/** Frames that were handed to the link and sent. */
	frames: number;
	bytes: number;
	/** Frames that the rate had room for and that were not sent, as the link was slow. */
	dropped: number;
	/** From the capture of the frame last sent to its last byte's being handed to the socket, in milliseconds. */
	age: number;
}

const second = 1_000_000;

/**
 * Camera to link. At most one frame is in flight: it is lent to the link and closed when the link hands it back, and
 * the next one is the newest there is then. Frames are never copied and never wait behind another.
 */
export class CameraPump {
	readonly counts: CameraCounts = { frames: 0, bytes: 0, dropped: 0, age: 0 };
	readonly #camera: Camera;
	readonly #link: CameraLink;
	readonly #time: Time;
	readonly #header = new Uint8Array(headerLength);
	readonly #ordinals = new Ordinals();
	readonly #onReleased: () => void;
	#running = false;
	#inFlight: CameraFrame | undefined;
	#framesAtMeasure = 0;
	#measuredAt: number;

	constructor({ camera, link, time }: CameraPumpOptions) {
		this.#camera = camera;
		this.#link = link;
		this.#time = time;
		this.#measuredAt = time.now();
		this.#onReleased = () => this.#released();
	}

	/** Whether pictures flow. */
	get running(): boolean {
		return this.#running;
	}

	/** Starts to capture and to send, or changes the picture of what flows. What the camera throws is thrown. */
	start(picture: Picture): void {
		this.#camera.configure(picture);
		if (this.#running) return;
		this.#camera.start();
		this.#ordinals.pause();
		this.#running = true;
	}

	/** Stops; harmless when it does not run. A frame in flight is sent to its end. */
	stop(): void {
		if (!this.#running) return;
		this.#running = false;
		this.#camera.stop();
	}

	/** Counts messages from 0 again, as each connection does. */
	reset(): void {
		this.#ordinals.reset();
	}

	/** Sends the newest frame if it can be. To be called when there is a frame and when the link is writable. */
	pump(): void {
		if (!this.#running || this.#inFlight || !this.#link.writable) return;
		const frame = this.#camera.read();
		if (frame) this.#send(frame);
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

	#send(frame: CameraFrame): void {
		const missing = this.#ordinals.follow(frame.sequence);
		this.counts.dropped += missing;
		this.#inFlight = frame;
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
		this.counts.age = Math.round((this.#time.now() - frame.captureTime) / 1000);
		frame.close();
	}
}
