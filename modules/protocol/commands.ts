import { type Check, CheckError, isRecord, shown } from "protocol/check";
import { commandArguments } from "protocol/command-arguments";
import { ProtocolError } from "protocol/protocol-error";

/** The longest text message that is taken, in bytes. docs/protocol.md, "Text messages". */
export const longestText = 4096;

type CommandArguments = typeof commandArguments;
type Checked<S> = { -readonly [K in keyof S]: S[K] extends Check<infer T> ? T : never };

/** The name of a command. */
export type CommandType = keyof CommandArguments;

/** The names of all commands. */
export const commandTypes = Object.freeze(Object.keys(commandArguments).filter(isCommandType), true);

/** A command whose arguments have been checked. */
export type Command = {
	[T in CommandType]: { type: T } & Checked<CommandArguments[T]>;
}[CommandType];

/** One command by its type. */
export type CommandOf<T extends CommandType> = Extract<Command, { type: T }>;

/** What a result refers to: chosen by the server, or null where it chose nothing. */
export type CommandId = string | number | null;

/** A text message as it came: an object that has a type. */
export interface TextMessage {
	type: string;
	[name: string]: unknown;
}

/**
 * Reads a text message.
 *
 * @throws ProtocolError `bad-json`
 */
export function parseText(text: string): TextMessage {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch (cause) {
		throw new ProtocolError("bad-json", `the text is ${shown(text)}; it must be one JSON object`, { cause });
	}
	if (!isRecord(value))
		throw new ProtocolError("bad-json", `the text is ${shown(text)}; it must be one JSON object`);
	if (!hasType(value))
		throw new ProtocolError("bad-json", `type is ${shown(value["type"])}; it must be a string`);
	return value;
}

/**
 * The `id` of a command.
 *
 * @throws ProtocolError `bad-argument`: neither a string nor a whole number
 */
export function commandId(message: TextMessage): CommandId {
	const id = message["id"] ?? null;
	if (id === null || typeof id === "string" || (typeof id === "number" && Number.isInteger(id))) return id;
	throw new ProtocolError("bad-argument", `id is ${shown(id)}; it must be a string or a whole number`);
}

/**
 * Checks a message's type and arguments.
 *
 * @throws ProtocolError `unknown-type`, `bad-argument`
 */
export function parseCommand(message: TextMessage): Command {
	const type = message.type;
	if (!isCommandType(type)) {
		const known = commandTypes.join(", ");
		throw new ProtocolError("unknown-type", `type is ${shown(type)}; this doorbell knows ${known}`);
	}
	const checks: Record<string, Check<unknown>> = commandArguments[type];
	const command: Record<string, unknown> = { type };
	for (const name of Object.keys(checks)) command[name] = checked(checks[name], message[name], name);
	return command as Command;
}

function checked(check: Check<unknown> | undefined, value: unknown, name: string): unknown {
	try {
		return check?.(value, name);
	} catch (error) {
		if (error instanceof CheckError)
			throw new ProtocolError(error.code, error.message, { cause: error, field: error.field });
		throw error;
	}
}

function hasType(value: Record<string, unknown>): value is TextMessage {
	return typeof value["type"] === "string";
}

function isCommandType(type: string): type is CommandType {
	return Object.hasOwn(commandArguments, type);
}
