import { effect } from "@preact/signals";
import type { Header } from "../../wire/header";
import { HEADER_LENGTH, Kind } from "../../wire/header";
import { Connection, RequestError, type ConnectionState } from "../api/connection";
import { getHealth } from "../api/devices";
import { getSession } from "../api/session";
import { Listener } from "../audio/listener";
import { Talker } from "../audio/talker";
import { sentence } from "../common/words";
import { Picture } from "../doorbell/picture";
import { hrefOf } from "../store/route";
import type { Store } from "../store/store";
import { HubClock } from "./hub-clock";
import { takeMessage } from "./messages";
import { Numbers } from "./numbers";
import { Watching } from "./watching";

/** What flows between hub and page, and what a person can do with it. */
export class Live {
	readonly connection: Connection;
	readonly clock: HubClock;
	readonly picture: Picture;
	readonly listener = new Listener();
	readonly talker: Talker;
	readonly numbers: Numbers;
	readonly #store: Store;
	readonly #watching: Watching;

	constructor(store: Store) {
		this.#store = store;
		this.connection = new Connection({
			state: (state, retry) => this.#onState(state, retry),
			message: (message) => takeMessage(message, store, this.talker),
			media: (header, data) => this.#onMedia(header, data),
		});
		this.clock = new HubClock(this.connection, store);
		this.picture = new Picture((drawn) => {
			this.numbers.countPicture(drawn);
			const { width, height } = drawn;
			const known = store.picture.peek();
			if (known?.width !== width || known.height !== height) store.picture.value = { width, height };
			store.fault.value = "";
		});
		this.talker = new Talker(this.connection, () => this.clock.now(), {
			changed: () => {
				store.talk.value = this.talker.state;
				this.listener.ducked = this.talker.state === "talking";
			},
			notice: (text) => store.notices.say("talk", text),
		});
		this.numbers = new Numbers(this, store);
		this.#watching = new Watching(this.connection, store, () => this.#onRestart());
		document.addEventListener("visibilitychange", () => (this.#watching.pictures = !document.hidden));
	}

	/** Begins, and goes on until the page is closed. */
	start(): void {
		effect(() => this.#watching.select(this.#store.wanted.value));
		effect(() => this.#endCallOfOthers());
		void this.refreshSession();
		this.connection.open();
	}

	/** Asks the hub who this is. */
	async refreshSession(): Promise<void> {
		this.#store.session.value = await getSession().catch(() => this.#store.session.peek());
	}

	/** Begins to play what the doorbell hears, or ends it; to be called in answer to a click. */
	async listen(on: boolean): Promise<void> {
		const { listening, notices } = this.#store;
		notices.say("listen", "");
		listening.value = on;
		this.#watching.sound = on;
		if (!on) {
			this.listener.stop();
			return;
		}
		try {
			await this.listener.start();
		} catch (error) {
			notices.say("listen", error instanceof Error ? error.message : String(error));
			listening.value = false;
			this.#watching.sound = false;
		}
	}

	/** Takes a ring up: the doorbell is seen, heard and spoken to from here. To be called in answer to a click. */
	answer(ring: string): void {
		const { rings, call, route, notices } = this.#store;
		const device = rings.peek().get(ring)?.device;
		if (device === undefined) return;
		call.value = { ring, device, since: Date.now() };
		this.#store.silence(ring);
		if (this.#store.open.peek() !== device) {
			location.hash = hrefOf({ page: "doorbell", device, panel: "door" });
			route.value = { page: "doorbell", device, panel: "door" };
		}
		const listening = this.listen(true);
		this.#ask("answer", { ring }).then(
			() => {
				notices.say("ring", "");
				void listening.then(() => this.speak(true));
			},
			(error: unknown) => {
				this.endCall(false);
				notices.say("ring", `This could not be answered: ${why(error)}`);
			},
		);
	}

	/** Does not take a ring up: the doorbell stops ringing everywhere. */
	decline(ring: string): void {
		this.#store.silence(ring);
		this.#ask("end", { ring }).catch((error: unknown) =>
			this.#store.notices.say("ring", `This could not be declined: ${why(error)}`),
		);
	}

	/** Ends the conversation. @param tell whether the hub is to be told */
	endCall(tell = true): void {
		const call = this.#store.call.peek();
		if (!call) return;
		this.speak(false);
		void this.listen(false);
		this.#store.call.value = undefined;
		if (!tell) return;
		this.#ask("end", { ring: call.ring }).catch((error: unknown) =>
			this.#store.notices.say("ring", `The hub could not be told that you hung up: ${why(error)}`),
		);
	}

	/** Opens the microphone, or closes it. @param takeOver whether to take the floor from whoever has it */
	speak(on: boolean, takeOver = false): void {
		if (!on || (this.talker.pressed && this.talker.state === "idle")) this.talker.release();
		if (on) void this.talker.press(takeOver);
	}

	async #ask(type: string, parameters: Record<string, unknown>): Promise<void> {
		await this.connection.request(type, parameters);
	}

	/** Somebody else's hanging up, or the doorbell's, ends the conversation here too. */
	#endCallOfOthers(): void {
		const call = this.#store.call.value;
		const ring = call && this.#store.rings.value.get(call.ring);
		if (ring?.state !== "declined" && ring?.state !== "missed" && ring?.state !== "ended") return;
		this.endCall(false);
		this.#store.notices.say("ring", "The conversation is over.", 6000);
	}

	#onRestart(): void {
		this.picture.clear();
		this.listener.clear();
		this.talker.interrupt();
		this.numbers.restart();
		void this.#prefill();
	}

	/** The charts begin with what the hub has measured before this page came; without it they begin empty. */
	async #prefill(): Promise<void> {
		const id = this.#store.watched.peek();
		if (id === null || this.connection.state !== "open") return;
		const history = await getHealth(id).catch(() => undefined);
		if (history && id === this.#store.watched.peek()) this.numbers.prefill(history);
	}

	#onState(state: ConnectionState, nextTry?: number): void {
		const { connection, retryAt } = this.#store;
		connection.value = state;
		retryAt.value = nextTry;
		if (state === "open") {
			this.clock.restart();
			this.#watching.connected();
			void this.refreshSession();
		}
		if (state === "sign-in") void this.refreshSession();
		if (state === "lost") this.talker.interrupt();
	}

	#onMedia(header: Header, data: ArrayBuffer): void {
		if (!this.#watching.following) return;
		if (header.kind === Kind.JPEG) {
			this.picture.push(header, data);
		} else if (header.kind === Kind.PCM) {
			this.numbers.countSound(header, data.byteLength - HEADER_LENGTH);
			this.listener.push(header, data);
		}
	}
}

function why(error: unknown): string {
	return sentence(error instanceof RequestError || error instanceof Error ? error.message : String(error));
}
