import { FakeDevice, tinyJpeg, withHeader } from "../../../tests/hub/fake-device";
import { Kind } from "../../../hub/wire/header";
import { machineTime } from "./raw-viewer";

/** Bytes of a picture, header and all: 640x480 at a medium quality. */
const pictureLength = 25_000;

/** A doorbell that sends pictures at an even pace while it is told to, each with the time at which it was sent. */
export class SendingDoorbell {
	readonly device: FakeDevice;
	readonly #message: Buffer;
	#sequence = 0;
	#timer: NodeJS.Timeout | undefined;
	#began = 0;
	#sent = 0;

	private constructor(device: FakeDevice, length: number) {
		this.device = device;
		this.#message = withHeader({ kind: Kind.JPEG }, tinyJpeg(0, length - 12));
	}

	/** A doorbell of the hub. */
	static async ofHub(port: number, id: string, length = pictureLength): Promise<SendingDoorbell> {
		return new SendingDoorbell(await FakeDevice.connect(`ws://127.0.0.1:${port}`, { id }), length);
	}

	/** One that sends the same to a relay which knows no subprotocol. */
	static async ofRelay(port: number, length = pictureLength): Promise<SendingDoorbell> {
		const device = new FakeDevice(`ws://127.0.0.1:${port}`, { dialect: "original" });
		await device.openVideo();
		return new SendingDoorbell(device, length);
	}

	/** Sends from now on. A picture that is late is made up for, so that all contenders get the same number. */
	start(framesPerSecond: number): void {
		this.stop();
		this.#began = performance.now();
		this.#sent = 0;
		this.#timer = setInterval(() => {
			const due = ((performance.now() - this.#began) / 1000) * framesPerSecond;
			for (; this.#sent < due; this.#sent++) this.#send();
		}, 1000 / framesPerSecond);
	}

	stop(): void {
		clearInterval(this.#timer);
	}

	/** Pictures since `start`. */
	get sent(): number {
		return this.#sent;
	}

	async close(): Promise<void> {
		this.stop();
		if (this.device.dialect === "original") this.device.video.terminate();
		else await this.device.close();
	}

	#send(): void {
		const time = machineTime();
		this.#message.writeUInt16LE(this.#sequence++ & 0xffff, 2);
		this.#message.writeUInt32LE(time % 2 ** 32, 4);
		this.#message.writeUInt32LE(Math.floor(time / 2 ** 32), 8);
		this.device.video.send(this.#message);
	}
}
