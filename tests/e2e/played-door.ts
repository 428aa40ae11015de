import type { Browser } from "playwright-core";
import { FakeDevice, type Command } from "../hub/fake-device";

/** What a doorbell that is played says of its settings; the values change as they are set. */
const SETTINGS = [
	{
		name: "name",
		type: "text",
		value: "Front door",
		maximum: 64,
		sentence: "What people call this doorbell.",
	},
	{ name: "bell", type: "yes-no", value: true, sentence: "Whether the button rings." },
	{
		name: "doorOpen",
		type: "whole",
		value: 3000,
		minimum: 100,
		maximum: 60_000,
		sentence: "How long the door is held open, in milliseconds.",
	},
	{
		name: "volume",
		type: "whole",
		value: 70,
		minimum: 0,
		maximum: 100,
		sentence: "How loud the speaker is, in percent.",
	},
	{
		name: "frameSize",
		type: "choice",
		value: "VGA",
		choices: ["QVGA", "VGA", "SVGA"],
		sentence: "The largest size of the pictures.",
	},
	{
		name: "ssid",
		type: "text",
		value: "Home",
		maximum: 32,
		restart: true,
		sentence: "The name of the Wi-Fi network.",
	},
	{
		name: "password",
		type: "secret",
		value: { set: true },
		restart: true,
		sentence: "The password of the Wi-Fi network.",
	},
	{
		name: "hub",
		type: "address",
		value: "ws://192.0.2.10:8000",
		restart: true,
		sentence: "Where the hub is.",
	},
	{
		name: "ca",
		type: "lines",
		value: "",
		restart: true,
		sentence: "The certificates by which the hub’s is known, in PEM.",
	},
].map((setting) => ({
	restart: false,
	default: typeof setting.value === "object" ? null : setting.value,
	...setting,
}));

const PICTURES_A_SECOND = 5;
const CAPABILITIES = [
	"microphone",
	"speaker",
	"camera",
	"light",
	"bell",
	"door",
	"chime",
	"settings",
	"update",
];

/** A doorbell that a test plays, as far as the page shows it: pictures, light, bell, door and settings. */
export class PlayedDoor {
	readonly device: FakeDevice;
	readonly #timers: NodeJS.Timeout[] = [];
	readonly #settings = structuredClone(SETTINGS);
	#watched = false;
	#volume = 70;

	private constructor(device: FakeDevice, pictures: readonly Buffer[]) {
		this.device = device;
		let count = 0;
		this.#every(1000 / PICTURES_A_SECOND, () => {
			const picture = pictures[count++ % pictures.length];
			if (this.#watched && picture && device.video.readyState === device.video.OPEN)
				device.sendPicture(picture);
		});
		this.#every(2000, () => this.say({ type: "stats", ...this.#stats(), signal: -58 + (count % 5) }));
	}

	/** Connects a doorbell with the ID to a hub. */
	static async connect(
		hub: string,
		pictures: readonly Buffer[],
		id = "front-door",
		name = "Front door",
	): Promise<PlayedDoor> {
		const made: PlayedDoor[] = [];
		const device = await FakeDevice.connect(hub, {
			id,
			hello: false,
			answer: (command) => made[0]?.answer(command),
		});
		const door = new PlayedDoor(device, pictures);
		made.push(door);
		device.hello({ name, capabilities: CAPABILITIES });
		door.say({ type: "event", event: "state", state: "idle", cause: "connected" });
		door.say({
			type: "event",
			event: "light",
			colors: Array.from({ length: 8 }, (_, at) => (at % 2 ? "#301800" : "#ff9020")),
		});
		return door;
	}

	/** Commands of this type that came. */
	commands(type: string): readonly Command[] {
		return this.device.commands.filter((command) => command.type === type);
	}

	/** Presses the bell. @param ring the doorbell's own ID of it */
	press(ring: string): void {
		this.say({ type: "event", event: "state", state: "ringing", cause: "bell" });
		this.say({ type: "event", event: "ring", ring, time: this.device.time, age: 0 });
	}

	say(message: Record<string, unknown>): void {
		if (this.device.audio.readyState === this.device.audio.OPEN) this.device.say(message);
	}

	/** Answers a command as a doorbell does. */
	answer({ type, ...parameters }: Command): Record<string, unknown> {
		switch (type) {
			case "video.start":
			case "video.stop":
				this.#watched = type === "video.start";
				return { ok: true };
			case "door.open":
				this.say({ type: "event", event: "door", state: "open", cause: "door.open" });
				return { ok: true, value: { milliseconds: 3000 } };
			case "speaker.volume":
				this.#volume = Number(parameters["volume"]);
				return { ok: true };
			case "stats":
				return { ok: true, value: { type: "stats", ...this.#stats() } };
			case "settings.describe":
				return {
					ok: true,
					value: {
						version: 1,
						settings: this.#settings.map((setting) => ({ ...setting, value: undefined })),
						next: null,
					},
				};
			case "settings.get":
				return {
					ok: true,
					value: {
						version: 1,
						settings: Object.fromEntries(this.#settings.map(({ name, value }) => [name, value])),
					},
				};
			case "settings.set":
				return this.#set(parameters["settings"] as Record<string, unknown>);
			default:
				return { ok: true };
		}
	}

	async close(): Promise<void> {
		for (const timer of this.#timers) clearInterval(timer);
		await this.device.close();
	}

	#set(changes: Record<string, unknown>): Record<string, unknown> {
		if (changes["hub"] === "nowhere") {
			const message = 'the hub\'s address is "nowhere"; it must be an address such as ws://192.0.2.10:8000';
			return { ok: false, error: { code: "bad-argument", message, field: "hub" } };
		}
		if (typeof changes["volume"] === "number") this.#volume = changes["volume"];
		const changed = this.#settings.filter(({ name }) => name in changes);
		for (const setting of changed) {
			const value = changes[setting.name];
			Object.assign(setting, {
				value: setting.type === "secret" ? { set: value !== null } : (value ?? setting.default),
			});
		}
		return {
			ok: true,
			value: {
				set: changed.map(({ name }) => name),
				restart: changed.filter(({ restart }) => restart).map(({ name }) => name),
			},
		};
	}

	#stats(): Record<string, unknown> {
		return {
			time: this.device.time,
			uptime: Math.round(performance.now()),
			state: this.#watched ? "live" : "idle",
			microphone: { queue: 16, dropped: 0, overruns: 0, level: -41 },
			speaker: { depth: 60, dropped: 0, level: -96, volume: this.#volume },
			camera: { framesPerSecond: PICTURES_A_SECOND, dropped: 0, age: 4 },
			memory: { chunks: 18_400, slots: 40_000 },
			signal: -58,
		};
	}

	#every(milliseconds: number, call: () => void): void {
		this.#timers.push(setInterval(call, milliseconds));
	}
}

/** Pictures of a visitor at a door, painted by the browser: 640 by 480, JPEG. */
export async function paintPictures(browser: Browser): Promise<Buffer[]> {
	const page = await browser.newPage();
	const painted = await page.evaluate(() => {
		const canvas = document.createElement("canvas");
		canvas.width = 640;
		canvas.height = 480;
		const context = canvas.getContext("2d");
		if (!context) throw new Error("there is no canvas");
		return [0, 1, 2, 3].map((step) => {
			const sky = context.createLinearGradient(0, 0, 0, 330);
			sky.addColorStop(0, "#37456b");
			sky.addColorStop(1, "#f1b27c");
			context.fillStyle = sky;
			context.fillRect(0, 0, 640, 480);
			context.fillStyle = "#3d5a3a";
			context.fillRect(0, 320, 640, 160);
			context.fillStyle = "#b7ab98";
			context.beginPath();
			context.moveTo(290, 320);
			context.lineTo(350, 320);
			context.lineTo(470, 480);
			context.lineTo(170, 480);
			context.fill();
			const x = 315 + step * 4;
			context.fillStyle = "#24303f";
			context.fillRect(x - 26, 330, 22, 120);
			context.fillRect(x + 6, 330, 22, 120);
			context.fillStyle = "#c2553a";
			context.beginPath();
			context.roundRect(x - 48, 190, 98, 160, 36);
			context.fill();
			context.fillStyle = "#e3b48f";
			context.beginPath();
			context.arc(x, 145, 44, 0, 7);
			context.fill();
			context.fillStyle = "#4a2f22";
			context.beginPath();
			context.arc(x, 132, 46, Math.PI, 0);
			context.fill();
			return canvas.toDataURL("image/jpeg", 0.85).split(",")[1] ?? "";
		});
	});
	await page.close();
	return painted.map((each) => Buffer.from(each, "base64"));
}
