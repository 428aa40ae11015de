import { type Command, type CommandOf, type CommandType, commandTypes } from "protocol/commands";
import type { CommandHandlers, CommandValue } from "protocol/handlers";
import { ProtocolError } from "protocol/protocol-error";

/** Carries commands out by the handlers that have been registered, one for each type of command. */
export class CommandExecutor {
	#handlers: CommandHandlers = {};

	/** @throws Error where a command has a handler already */
	register(handlers: CommandHandlers): void {
		const taken = commandTypes.find((type) => handlers[type] && this.#handlers[type]);
		if (taken) throw new Error(`the command ${taken} has a handler already`);
		this.#handlers = { ...this.#handlers, ...handlers };
	}

	/**
	 * Carries a command out.
	 *
	 * @throws ProtocolError `unavailable` where nobody is registered for it; and what the handler throws
	 */
	execute(command: Command): CommandValue | Promise<CommandValue> {
		return this.#execute(command.type, command);
	}

	#execute<T extends CommandType>(type: T, command: CommandOf<T>): CommandValue | Promise<CommandValue> {
		const handler = this.#handlers[type];
		if (!handler)
			throw new ProtocolError("unavailable", `this doorbell has nothing that carries ${type} out`);
		return handler(command);
	}
}
