import {
	type Command,
	type CommandId,
	commandId,
	parseCommand,
	parseText,
	type TextMessage,
} from "protocol/commands";
import type { CommandValue } from "protocol/handlers";
import type { ErrorMessage, Result } from "protocol/messages";
import { ProtocolError } from "protocol/protocol-error";

/** What control needs. */
export interface ControlOptions {
	/** Carries a command out, as a `CommandHandler` does. */
	execute: (command: Command) => CommandValue | Promise<CommandValue>;
	/** Answers the server. */
	answer: (message: Result | ErrorMessage) => void;
	log: (text: string) => void;
}

/** How many commands are carried out at the same time. docs/protocol.md, "Commands". */
const mostPending = 16;

/** Takes text messages from the server and answers each command exactly once. docs/protocol.md, "Commands". */
export class Control {
	readonly #options: ControlOptions;
	#pending = 0;
	/** Counts the connections: what an earlier one asked for is not answered to a later one. */
	#connection = 0;

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
		if (message.type === "error") this.#options.log(`the server says: ${JSON.stringify(message)}`);
		else this.#command(message);
	}

	/** Answers a text that is no message. */
	refuse(error: unknown): void {
		const { code, message } = told(error);
		this.#options.log(`control: ${message} (${code})`);
		this.#options.answer({ type: "error", error: { code, message } });
	}

	/** The connection has ended: what is still being carried out for it is not answered. */
	reset(): void {
		this.#connection++;
		this.#pending = 0;
	}

	#command(message: TextMessage): void {
		let id: CommandId = null;
		try {
			id = commandId(message);
			if (this.#pending >= mostPending)
				throw new ProtocolError(
					"unavailable",
					`${mostPending} commands are being carried out; ask again when one has its result`,
				);
			const value = this.#options.execute(parseCommand(message));
			if (value instanceof Promise) this.#await(message.type, id, value);
			else this.#succeeded(id, value);
		} catch (error) {
			this.#failed(message.type, id, error);
		}
	}

	#await(type: string, id: CommandId, promise: Promise<CommandValue>): void {
		const connection = this.#connection;
		this.#pending++;
		const settled = (answer: () => void): void => {
			if (connection !== this.#connection) return;
			this.#pending--;
			answer();
		};
		promise.then(
			(value) => settled(() => this.#succeeded(id, value)),
			(error: unknown) => settled(() => this.#failed(type, id, error)),
		);
	}

	#succeeded(id: CommandId, value: CommandValue): void {
		this.#options.answer({ type: "result", id, ok: true, ...(value && { value }) });
	}

	#failed(type: string, id: CommandId, error: unknown): void {
		const { code, message, field } = told(error);
		this.#options.log(`control: ${type}: ${message} (${code})`);
		this.#options.answer({
			type: "result",
			id,
			ok: false,
			error: { code, message, ...(field !== undefined && { field }) },
		});
	}
}

function told(error: unknown): Pick<ProtocolError, "code" | "message"> & { field?: string | undefined } {
	if (error instanceof ProtocolError) return error;
	return { code: "failed", message: error instanceof Error ? error.message : String(error) };
}
