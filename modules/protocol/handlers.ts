import type { CommandOf, CommandType } from "protocol/commands";

/** A result's value, where it has one. */
export type CommandValue = object | undefined;

/**
 * Carries a command out. Its result is sent when the value is there: at once, or when the promise settles; exactly once
 * either way, and not at all if the connection has ended meanwhile.
 *
 * @throws ProtocolError, which the server is told as it is; any other error, or the promise's, as `failed`
 */
export type CommandHandler<T extends CommandType> = (
	command: CommandOf<T>,
) => CommandValue | Promise<CommandValue>;

/** What carries commands out, by their type. A module has those of its own, and knows nothing of the others. */
export type CommandHandlers = { readonly [T in CommandType]?: CommandHandler<T> };
