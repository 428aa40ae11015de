import type { Log } from "../../hub/common/log";

/** Makes a hub's log that hands each line to `say`: the message, and what is known of the case in brackets. */
export function hubLog(say: (text: string) => void): Log {
	const write = (fields: Record<string, unknown>, message: string): void => {
		const details = Object.entries(fields).map(([name, value]) => `${name} ${format(value)}`);
		say(details.length === 0 ? message : `${message} (${details.join(", ")})`);
	};
	return { debug() {}, info: write, warn: write, error: write };
}

function format(value: unknown): string {
	if (value instanceof Error) return value.message;
	return typeof value === "string" ? value : JSON.stringify(value);
}
