import { expect } from "chai";
import type { DoorbellState } from "doorbell/states";
import { ringDuration } from "bell/rings";
import { setUp } from "./fake-doorbell";

const watchColor = "255,110,0";
const doorOpen = 1500;

/** As long as a sound of the fake codec, and what is added to it. */
const chimeDuration = 2500;

/** What somebody who knows only what was done to the doorbell knows of it. */
interface Model {
	audio: boolean;
	video: boolean;
	microphone: Set<string>;
	speaker: Set<string>;
	pictures: Set<string>;
	updating: boolean;
	ringing: string | undefined;
	answered: string | undefined;
	/** When these happened last, in milliseconds. */
	rangAt: number;
	pressedAt: number;
	chimedAt: number;
	openedAt: number;
	quietSince: number;
}

/** One random walk of a doorbell: what is done to it at each step, and what must hold after each. */
export class DoorbellWalk {
	/** The states it has been in. */
	readonly seen = new Set<DoorbellState>();
	readonly #random: () => number;
	readonly #dialect: string;
	readonly #bed;
	readonly #model: Model = {
		audio: false,
		video: false,
		microphone: new Set(),
		speaker: new Set(),
		pictures: new Set(),
		updating: false,
		ringing: undefined,
		answered: undefined,
		rangAt: -Infinity,
		pressedAt: -Infinity,
		chimedAt: -Infinity,
		openedAt: -Infinity,
		quietSince: 0,
	};
	#id = 0;
	#rings = 0;
	readonly #done: string[] = [];

	constructor(seed: number, dialect: string, pixels: number) {
		this.#random = generator(seed);
		this.#dialect = dialect;
		this.#bed = setUp({ pixels, config: { doorOpen } });
		this.#bed.doorbell.start();
		this.#advance(0);
	}

	/** Does something, and sees whether all is as it must be. */
	step(): void {
		const deeds = this.#deeds();
		const deed = this.#one(deeds);
		this.#done.push(deed.name);
		deed();
		try {
			this.#check();
		} catch (error) {
			const last = this.#done.slice(-12).join(", ");
			throw new Error(`${error instanceof Error ? error.message : String(error)}; after ${last}`, {
				cause: error,
			});
		}
	}

	#deeds(): (() => void)[] {
		const always = [
			() => this.#advance(this.#below(400)),
			() => this.#advance(this.#below(4000)),
			() => this.#press(),
			() => this.#toggleConnection("audio"),
			() => this.#toggleConnection("video"),
		];
		const network = () => this.#loseNetwork();
		const update = () => this.#update();
		const some = this.#below(10) === 0 ? [network, update, () => this.#advance(35_000)] : [];
		if (!this.#model.audio || !this.#dialect) return [...always, ...some];
		const commands = [
			() => this.#direction("esp2client", "microphone"),
			() => this.#direction("client2esp", "speaker"),
			() => this.#pictures(),
			() => this.#chime(),
			() => this.#open(),
			() => this.#answer(),
			() => this.#hangUp(),
			() => this.#color(),
		];
		return [...always, ...some, ...commands, ...commands];
	}

	#advance(milliseconds: number): void {
		const model = this.#model;
		const end = this.#now + milliseconds;
		/* A call lapses in between. */
		if (model.answered && model.quietSince + 30_000 <= end && !this.#isFlowing()) model.answered = undefined;
		this.#bed.time.advance(milliseconds);
		if (model.ringing && this.#now - model.rangAt >= ringDuration) model.ringing = undefined;
	}

	#press(): void {
		const model = this.#model;
		this.#bed.bell.set(true);
		this.#advance(30);
		if (this.#now - model.pressedAt >= 3000) {
			model.pressedAt = model.chimedAt = this.#now;
			if (!model.ringing) {
				model.ringing = `ring-${++this.#rings}`;
				model.answered = undefined;
				model.rangAt = this.#now;
			}
		}
		this.#bed.bell.set(false);
		this.#advance(30);
	}

	#toggleConnection(name: "audio" | "video"): void {
		const { server } = this.#bed;
		const model = this.#model;
		if (model[name]) {
			server[name].lose();
			this.#lost(name);
			return;
		}
		const path = name === "audio" ? "/ws/from_esp" : "/ws/image";
		for (let tries = 0; tries < 100 && this.#isStale(path); tries++) this.#advance(1000);
		server.newest(path).open(this.#dialect);
		model[name] = true;
		if (!this.#dialect && name === "audio") {
			model.microphone.add("");
			model.speaker.add("");
		}
	}

	/** Whether the newest connection of a path has ended, so that the next has to be waited for. */
	#isStale(path: string): boolean {
		return this.#bed.server.newest(path).ended;
	}

	#lost(name: "audio" | "video"): void {
		const model = this.#model;
		model[name] = false;
		if (name === "video") return;
		const flowed = this.#isFlowing();
		for (const askers of [model.microphone, model.speaker, model.pictures]) askers.clear();
		model.answered = undefined;
		if (flowed) model.quietSince = this.#now;
	}

	#loseNetwork(): void {
		const { network } = this.#bed;
		network.down("the Wi-Fi is lost");
		for (const name of ["audio", "video"] as const) if (this.#model[name]) this.#lost(name);
		this.#check();
		this.#advance(this.#below(3000));
		network.back();
		this.#advance(0);
	}

	#update(): void {
		const { doorbell } = this.#bed;
		if (!this.#model.updating && doorbell.refusal("update") !== undefined) return;
		doorbell.updating = this.#model.updating = !this.#model.updating;
	}

	#direction(direction: string, which: "microphone" | "speaker"): void {
		const asker = this.#one(["", "one", "two"]);
		const start = this.#below(2) === 0;
		this.#ask({ type: start ? "audio.start" : "audio.stop", direction, ...(asker && { asker }) }, true);
		this.#change(() => setMember(this.#model[which], asker, start));
	}

	#pictures(): void {
		const asker = this.#one(["", "one", "two"]);
		const start = this.#below(2) === 0;
		this.#ask({ type: start ? "video.start" : "video.stop", ...(asker && { asker }) }, true);
		this.#change(() => setMember(this.#model.pictures, asker, start));
	}

	#chime(): void {
		this.#ask({ type: "chime", sound: this.#one(["ding", "ding-dong", "alarm"]) }, true);
		this.#model.chimedAt = this.#now;
	}

	#open(): void {
		this.#ask({ type: "door.open" }, true);
		this.#model.openedAt = this.#now;
	}

	#color(): void {
		this.#ask({ type: "led", color: this.#one(["#000000", "#ffffff", "#00ff00"]), seconds: 5 }, true);
		this.#ask({ type: "identify" }, true);
	}

	#answer(): void {
		const model = this.#model;
		const ring = this.#one([`ring-${this.#rings}`, "ring-0"]);
		const fits = ring === model.ringing || ring === model.answered;
		this.#ask({ type: "ring.answer", ring }, fits);
		if (ring !== model.ringing) return;
		model.answered = ring;
		model.ringing = undefined;
		model.quietSince = this.#now;
	}

	#hangUp(): void {
		const model = this.#model;
		const ring = `ring-${this.#rings}`;
		if (!model.ringing && !model.answered) return;
		this.#ask({ type: "ring.end", ring }, true);
		model.ringing = model.answered = undefined;
	}

	/** Changes what flows, and notes since when nothing does. */
	#change(act: () => void): void {
		const flowed = this.#isFlowing();
		act();
		if (flowed && !this.#isFlowing()) this.#model.quietSince = this.#now;
	}

	/** Sends a command, and expects its one result. */
	#ask(command: object, ok: boolean): void {
		const { server } = this.#bed;
		const id = ++this.#id;
		const { messages } = server.audio;
		const before = messages.length;
		server.audio.command({ ...command, id });
		const results = messages
			.slice(before)
			.filter(({ text }) => text.includes('"result"'))
			.map(({ text }) => JSON.parse(text) as Record<string, unknown>);
		expect(results.map((result) => result["ok"])).to.deep.equal([ok]);
	}

	get #now(): number {
		return this.#bed.time.now() / 1000;
	}

	#isFlowing(): boolean {
		const { microphone, speaker } = this.#model;
		return microphone.size > 0 || speaker.size > 0 || this.#camera;
	}

	get #camera(): boolean {
		const { video, pictures } = this.#model;
		return video && (pictures.size > 0 || !this.#dialect);
	}

	get #state(): DoorbellState {
		const { audio, ringing, answered, updating, speaker } = this.#model;
		if (ringing) return "ringing";
		if (updating) return "updating";
		if (speaker.size > 0) return "talking";
		if (this.#isFlowing() || answered) return "live";
		return audio ? "idle" : "connecting";
	}

	#check(): void {
		const { codec, camera, door, light, doorbell, time, restarts } = this.#bed;
		const { microphone, speaker, chimedAt, openedAt } = this.#model;
		expect(doorbell.state).to.equal(this.#state);
		this.seen.add(doorbell.state);
		expect(camera.running, "the camera").to.equal(this.#camera);
		expect(codec.running.has("input"), "the microphone").to.equal(microphone.size > 0);
		expect(codec.running.has("output"), "the speaker").to.equal(
			speaker.size > 0 || this.#now - chimedAt < chimeDuration,
		);
		expect(door.held, "the door").to.equal(this.#now - openedAt < doorOpen);
		expect(time.timers, "timers").to.be.lessThan(24);
		expect(restarts, "restarts").to.deep.equal([]);
		if (light.length > 1) {
			const first = light.written.at(-1)?.slice(0, 3).join();
			expect(first === watchColor, "the light").to.equal(camera.running || codec.running.has("input"));
		}
	}

	#below(limit: number): number {
		return Math.floor(this.#random() * limit);
	}

	#one<T>(choices: readonly T[]): T {
		return choices[this.#below(choices.length)] as T;
	}
}

function setMember(members: Set<string>, member: string, belongs: boolean): void {
	if (belongs) members.add(member);
	else members.delete(member);
}

/** Numbers from 0 to 1 that are the same in each run (mulberry32). */
function generator(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
	};
}
