import type { Talker as TalkerDescription } from "../../wire/viewer";
import type { RecordedChunk } from "./recorder-worklet";
import { HEADER_LENGTH, Kind, writeHeader } from "../../wire/header";
import { RequestError, type Connection } from "../api/connection";
import { SILENCE } from "./level";
import { Microphone } from "./microphone";

/** Chunks that wait while the floor is asked for: 300 ms, so that the first word is not cut off. */
const MOST_WAITING = 15;

/**
 * `idle`: nobody talks here. `asking`: for the permission, or for the floor. `talking`: the doorbell plays what is said.
 */
export type TalkState = "idle" | "asking" | "talking";

/** Sound that was said since the page was opened, in chunks of 20 ms. */
export interface TalkCounts {
	sent: number;
	/** Not sent because the link is slow, or because the floor was not given in time. */
	dropped: number;
}

/** What the talker tells the page. */
export interface TalkEvents {
	changed(): void;
	/** A sentence for the person; empty takes the last back. */
	notice(sentence: string): void;
}

/** Push to talk: from the press to the release, what the microphone hears goes to the doorbell. */
export class Talker {
	readonly #connection: Connection;
	readonly #events: TalkEvents;
	readonly #hubTime: () => number;
	readonly #microphone = new Microphone((chunk) => this.#onChunk(chunk));
	readonly #counts: TalkCounts = { sent: 0, dropped: 0 };
	#state: TalkState = "idle";
	#pressed = false;
	#turn = 0;
	#waiting: Uint8Array<ArrayBuffer>[] = [];
	#sequence = 0;
	#level = SILENCE;

	/** @param hubTime the hub's clock in microseconds, as far as it is known */
	constructor(connection: Connection, hubTime: () => number, events: TalkEvents) {
		this.#connection = connection;
		this.#hubTime = hubTime;
		this.#events = events;
	}

	get state(): TalkState {
		return this.#state;
	}

	/** Whether the button is held. */
	get pressed(): boolean {
		return this.#pressed;
	}

	get counts(): Readonly<TalkCounts> {
		return this.#counts;
	}

	/** How loud the person is, dBFS. */
	get level(): number {
		return this.#level;
	}

	/** The button is held. @param takeOver whether to take the floor from whoever has it */
	async press(takeOver: boolean): Promise<void> {
		if (this.#pressed) return;
		this.#pressed = true;
		const turn = ++this.#turn;
		this.#events.notice("");
		this.#change("asking");
		const asked = !this.#microphone.ready;
		try {
			await this.#microphone.start();
		} catch (error) {
			if (turn === this.#turn) this.#end((error as Error).message);
			return;
		}
		if (turn !== this.#turn) {
			if (asked && !this.pressed) this.#events.notice("The microphone is ready: hold the button and speak.");
			return;
		}
		try {
			await this.#connection.request("talk.start", { takeOver });
		} catch (error) {
			if (turn === this.#turn) this.#refused(error as RequestError);
			return;
		}
		if (turn !== this.#turn) return;
		this.#change("talking");
		for (const message of this.#waiting.splice(0)) this.#send(message);
	}

	/** The button was let go: nothing more is sent. */
	release(): void {
		if (!this.#pressed) return;
		this.#pressed = false;
		if (this.#state === "idle") return;
		this.#end("");
		this.#connection.request("talk.stop").catch(() => undefined);
	}

	/** The connection to the hub was lost, or another doorbell is watched. */
	interrupt(): void {
		if (this.#state !== "idle") this.#end("");
	}

	/** The floor has passed to another, or, with null, to nobody. */
	lost(talker: TalkerDescription | null): void {
		if (this.#state !== "talking") return;
		this.#end(talker ? `${talker.label} has taken over.` : "The doorbell no longer plays what you say.");
	}

	#refused({ code, message }: RequestError): void {
		if (code === "busy") this.#end("Somebody else has just begun to talk. Press again to take over.");
		else this.#end(`The doorbell can’t play what you say: ${message}.`);
	}

	#end(sentence: string): void {
		this.#turn++;
		this.#waiting = [];
		this.#level = SILENCE;
		this.#microphone.stop();
		if (sentence) this.#events.notice(sentence);
		this.#change("idle");
	}

	#onChunk({ pcm, level }: RecordedChunk): void {
		if (this.#state === "idle") return;
		this.#level = level;
		const message = new Uint8Array(HEADER_LENGTH + pcm.byteLength);
		const time = Math.max(0, Math.round(this.#hubTime() - 20_000));
		writeHeader(message, { kind: Kind.PCM, flags: 0, sequence: this.#sequence++, time });
		message.set(new Uint8Array(pcm), HEADER_LENGTH);
		if (this.#state === "talking") {
			this.#send(message);
			return;
		}
		this.#waiting.push(message);
		if (this.#waiting.length <= MOST_WAITING) return;
		this.#waiting.shift();
		this.#counts.dropped++;
	}

	#send(message: Uint8Array<ArrayBuffer>): void {
		if (this.#connection.send(message)) this.#counts.sent++;
		else this.#counts.dropped++;
	}

	#change(state: TalkState): void {
		if (this.#state === state) return;
		this.#state = state;
		this.#events.changed();
	}
}
