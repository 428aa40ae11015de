import type { Dialect, LinkHandlers } from "link/handlers";
import type { Link } from "link/link";
import { discard } from "link/message-buffer";
import type { Piece } from "link/connection";
import type { TextOut } from "protocol/messages";
import { Control, type ControlOptions } from "doorbell/control";
import type { MalformedReporter } from "doorbell/malformed";
import { Outbox } from "doorbell/outbox";
import type { Pumps } from "doorbell/streams";
import { TextReader } from "doorbell/text-reader";

/** What the handlers need. */
export interface AudioHandlersOptions {
	link: Link;
	pumps: Pick<Pumps, "microphone" | "speaker">;
	malformed: MalformedReporter;
	log: (text: string) => void;
	execute: ControlOptions["execute"];
	/** The link is open; text may be posted if the dialect has any. */
	onOpened: (dialect: Dialect) => void;
	onEnded: (reason: string) => void;
}

/** RFC 6455 section 7.4.1: the server breaks a rule that has no code of its own. */
const policyViolation = 1008;

/** The audio connection: sound both ways, and text where the dialect has it. */
export class AudioHandlers implements LinkHandlers {
	readonly #options: AudioHandlersOptions;
	readonly #outbox: Outbox;
	readonly #control: Control;
	readonly #text = new TextReader();

	constructor(options: AudioHandlersOptions) {
		this.#options = options;
		const { link, log, execute } = options;
		this.#outbox = new Outbox({
			link,
			onOverflow: () => link.fail(policyViolation, "the server does not read what it is told"),
		});
		this.#control = new Control({ execute, log, answer: (message) => void this.post(message) });
	}

	/** Whether text can be posted. */
	get hasText(): boolean {
		return this.#options.link.dialect === "belltower";
	}

	/**
	 * Sends a text message as soon as it can be; where the connection has no text, nothing is sent.
	 *
	 * @param key an earlier message of the same key that still waits is not sent any more
	 * @returns whether there is a server to be told
	 */
	post(message: TextOut, key?: string): boolean {
		if (this.hasText) this.#outbox.post(message, key);
		return this.hasText;
	}

	opened(_link: Link, dialect: Dialect): void {
		const { microphone, speaker } = this.#options.pumps;
		this.#outbox.clear();
		this.#text.reset();
		speaker?.reset();
		microphone?.reset();
		this.#options.onOpened(dialect);
	}

	readable(link: Link, count: number, { binary, more }: Piece): void {
		const { dialect } = link;
		if (dialect === undefined) return;
		if (!binary) this.#readText(link, count, more);
		else if (this.#options.pumps.speaker) this.#options.pumps.speaker.receive(link, count, more, dialect);
		else discard(link, count);
	}

	writable(): void {
		this.#outbox.flush();
		this.#options.pumps.microphone?.pump();
	}

	ended(_link: Link, reason: string): void {
		this.#outbox.clear();
		this.#control.reset();
		this.#options.onEnded(reason);
	}

	#readText(link: Link, count: number, more: boolean): void {
		if (!this.hasText) {
			discard(link, count);
			if (!more)
				this.#options.malformed.add("unexpected-text", "the original's dialect has no text messages");
			return;
		}
		try {
			const text = this.#text.receive(link, count, more);
			if (text !== undefined) this.#control.receive(text);
		} catch (error) {
			this.#control.refuse(error);
		}
	}
}
