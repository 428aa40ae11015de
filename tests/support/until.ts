import { setTimeout as delay } from "node:timers/promises";

/**
 * Waits until `probe` gives a value that is neither false nor undefined, and returns it.
 * @throws Error saying what was waited for when `milliseconds` have passed.
 */
export async function until<Value>(
	what: string,
	probe: () => Promise<Value | false | undefined> | Value | false | undefined,
	milliseconds = 10_000,
): Promise<Value> {
	const end = Date.now() + milliseconds;
	for (;;) {
		const value = await probe();
		if (value !== false && value !== undefined) return value;
		if (Date.now() > end) throw new Error(`waited ${milliseconds} ms in vain for ${what}`);
		await delay(50);
	}
}
