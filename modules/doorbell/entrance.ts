import type { Time } from "clock/time";
import type { ButtonEvent, DoorEvent, Event } from "protocol/events";
import type { CommandHandlers } from "protocol/handlers";
import type { Part } from "protocol/messages";
import { ProtocolError } from "protocol/protocol-error";
import { Button } from "bell/button";
import { Rings } from "bell/rings";
import { Chime } from "chime/chime";
import { Door } from "door/door";
import type { Indicator } from "indicator/indicator";
import type { ChimePlayer, Speaker } from "media/parts";
import type { Settings } from "settings/settings";
import type { StateMachine } from "doorbell/state-machine";
import type { DoorbellState } from "doorbell/states";

/** The pin of the bell's button. */
export interface BellPin {
	/** Whether the button is down now. */
	isDown(): boolean;
}

/** The pin that opens the door. */
export interface DoorPin {
	hold(held: boolean): void;
}

/** What the entrance needs. */
export interface EntranceOptions {
	settings: Settings;
	bell: BellPin | undefined;
	door: DoorPin | undefined;
	player: ChimePlayer | undefined;
	/** Held open while a chime plays. */
	speaker: Speaker | undefined;
	indicator: Indicator | undefined;
	machine: StateMachine<DoorbellState>;
	time: Time;
	log: (text: string) => void;
	makeId: () => string;
	/** Tells the server; returns whether there is one to be told. */
	tell: (event: Event) => boolean;
	/** Told when it rings, or does no more. */
	onChanged: (cause: string) => void;
	/** The bell rang: whoever waits to connect should not. */
	onRung: () => void;
	onFault: (part: Part, error: unknown) => void;
	/** The button was held for as long as a factory reset takes. */
	onReset: () => void;
	whyMissing: (part: Part) => string;
}

/** How long the button has to be held for a factory reset, and from when on that is shown; in milliseconds. */
export const resetAfter = 10_000;
const shownFrom = 3000;

/** What is at the door: the bell with its chime, and the door itself. */
export class Entrance {
	readonly rings: Rings;
	/** Carry out the commands that belong to it. */
	readonly handlers: CommandHandlers;
	readonly #options: EntranceOptions;
	readonly #button: Button | undefined;
	readonly #chime: Chime | undefined;
	readonly #door: Door | undefined;
	#resetting = false;

	constructor(options: EntranceOptions) {
		this.#options = options;
		const { settings, bell, door, player, speaker, time, log, makeId, tell, onChanged } = options;
		this.rings = new Rings({ time, log, makeId, tell, onChanged });
		this.#chime =
			player && speaker && new Chime({ player, speaker, time, volume: () => settings.chimeVolume });
		this.#door =
			door &&
			new Door({
				hold: (held) => door.hold(held),
				time,
				duration: () => settings.doorOpen,
				onChanged: (state, cause) => this.#doorChanged({ type: "event", event: "door", state, cause }),
			});
		this.#button =
			bell &&
			new Button({
				isDown: () => bell.isDown(),
				time,
				onPressed: () => this.#pressed(),
				onHeld: (milliseconds) => this.#held(milliseconds),
				onReleased: (milliseconds) => this.#released(milliseconds),
			});
		this.handlers = this.#makeHandlers();
	}

	/** The bell's pin has an edge. */
	bellChanged(): void {
		this.#button?.changed();
	}

	/** Closes the door and ends the chime. */
	stop(cause: string): void {
		this.#chime?.stop();
		this.#door?.close(cause);
	}

	#pressed(): void {
		const { settings, machine, log, onRung, onFault } = this.#options;
		const refusal = machine.refusal("ring");
		if (refusal !== undefined) {
			log(`bell: pressed, and not heard: ${refusal}`);
			return;
		}
		if (!this.rings.press()) return;
		onRung();
		if (!settings.bell) return;
		try {
			this.#chime?.play("ding-dong");
		} catch (error) {
			onFault("codec", error);
		}
	}

	#held(milliseconds: number): void {
		const { indicator, log, onReset } = this.#options;
		if (this.#resetting || milliseconds < shownFrom - 10) return;
		const held = Math.min(milliseconds, resetAfter);
		indicator?.countDown(resetAfter - shownFrom, resetAfter - held);
		this.#tellButton(held);
		if (held < resetAfter) return;
		this.#resetting = true;
		log("bell: held for 10 s: back to the factory settings");
		onReset();
	}

	#released(milliseconds: number): void {
		if (this.#resetting || milliseconds < shownFrom - 10) return;
		this.#options.indicator?.countDown(0, undefined);
		this.#tellButton(0);
	}

	#tellButton(held: number): void {
		const event: ButtonEvent = { type: "event", event: "button", held };
		this.#options.tell(event);
	}

	#doorChanged(event: DoorEvent): void {
		this.#options.log(`door: ${event.state} (${event.cause})`);
		this.#options.tell(event);
	}

	#makeHandlers(): CommandHandlers {
		const { machine, whyMissing } = this.#options;
		return {
			chime: ({ sound, volume }) => {
				if (!this.#chime) throw new ProtocolError("unavailable", whyMissing("codec"));
				this.#chime.play(sound, volume);
				return undefined;
			},
			"door.open": ({ type }) => {
				if (!this.#door) throw new ProtocolError("unavailable", whyMissing("door"));
				return { milliseconds: this.#door.open(type) };
			},
			"ring.acknowledge": ({ ring }) => {
				this.rings.acknowledge(ring);
				return undefined;
			},
			"ring.answer": ({ ring }) => {
				if (!this.rings.isAnswered(ring)) machine.expect("answer");
				this.rings.answer(ring);
				return undefined;
			},
			"ring.end": ({ ring }) => {
				this.rings.end(ring);
				return undefined;
			},
		};
	}
}
