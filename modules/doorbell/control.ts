import {
	type Command,
	type CommandId,
	commandId,
	parseCommand,
	parseText,
	type TextMessage,
} from "protocol/commands";
import type { ErrorMessage, Result } from "protocol/messages";
import { ProtocolError } from "protocol/protocol-error";

/** What control needs. */
export interface ControlOptions {
	/**
	 * Carries a command out.
	 *
	 * @returns the result's value where it has one
	 * @throws ProtocolError, which the server is told as it is; any other error as `failed`
	 */
	execute: (command: Command) => object | undefined;
	/** Answers the server. */
	answer: (message: Result | ErrorMessage) => void;
	log: (text: string) => void;
}

/** Takes text messages from the server and answers each command exactly once. docs/protocol.md, "Commands". */
export class Control {
	readonly #options: ControlOptions;

	constructor(options: ControlOptions) {
		this.#options = options;
	}

	/** Takes a text message. */
	receive(text: string): void {
		let message: TextMessage;
		try {
			message = parseText(text);
		} catch (error) {
			this.refuse(error);
			return;
		}
		if (message.type === "error") this.#options.log(`the server says: ${text}`);
		else this.#command(message);
	}

	/** Answers a text that is no message. */
	refuse(error: unknown): void {
		const { code, message } = told(error);
		this.#options.log(`control: ${message} (${code})`);
		this.#options.answer({ type: "error", error: { code, message } });
	}

	#command(message: TextMessage): void {
		let id: CommandId = null;
		let result: Result;
		try {
			id = commandId(message);
			const value = this.#options.execute(parseCommand(message));
			result = { type: "result", id, ok: true, ...(value && { value }) };
		} catch (error) {
			const { code, message: sentence } = told(error);
			this.#options.log(`control: ${message.type}: ${sentence} (${code})`);
			result = { type: "result", id, ok: false, error: { code, message: sentence } };
		}
		this.#options.answer(result);
	}
}

function told(error: unknown): Pick<ProtocolError, "code" | "message"> {
	if (error instanceof ProtocolError) return error;
	return { code: "failed", message: error instanceof Error ? error.message : String(error) };
}
