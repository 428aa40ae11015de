import config from "mc/config";
import Timer from "timer";
import type { ES8311Options } from "es8311";
import type { OV2640Options } from "ov2640";
import type { WS2812Options } from "ws2812";

/** The pins of the board that is simulated. */
export const board = config["board"] as {
	camera: Pick<OV2640Options, "pins" | "i2cPort">;
	codec: Pick<ES8311Options, "i2c" | "i2s" | "amplifier">;
	light: Pick<WS2812Options, "pin" | "length">;
};

/** Resolves after so many milliseconds. */
export async function pause(milliseconds: number): Promise<void> {
	await new Promise<void>((resolve) => Timer.set(() => resolve(), milliseconds));
}

/** Resolves when `condition` holds; rejects when that takes longer than `milliseconds`. */
export async function until(condition: () => boolean, milliseconds = 3000): Promise<void> {
	for (let waited = 0; !condition(); waited += 5) {
		if (waited > milliseconds) throw new Error(`not within ${milliseconds} ms: ${String(condition)}`);
		await pause(5);
	}
}

/** From how late a timer is on that the machine stands still rather than works, in milliseconds. */
const standstill = 60;

/**
 * Makes a trial of what must be done in time, again if the machine itself stood still meanwhile: if a timer was late, on
 * which no driver has any influence. At most twenty times; what the last one throws is thrown.
 */
export async function whileMachineRuns(trial: () => Promise<void>): Promise<void> {
	for (let tries = 1; ; tries++) {
		let latest = 0;
		let before = Date.now();
		const watch = Timer.repeat(() => {
			const now = Date.now();
			latest = Math.max(latest, now - before - 5);
			before = now;
		}, 5);
		try {
			await trial();
			return;
		} catch (error) {
			if (tries === 20 || latest < standstill) throw error;
		} finally {
			Timer.clear(watch);
		}
	}
}

/** Collects garbage now. */
export function collectGarbage(): void {
	native("xs_parts_collect").call(undefined);
}

/** Lets parts fail as simulator/idf/parts/faults.h says, and nothing else; an empty list ends all faults. */
export function fail(list: string): void {
	native("xs_parts_fail").call(undefined, list);
}

/** What `body` throws. */
export function thrownBy(body: () => unknown): Error & { code?: string } {
	try {
		body();
	} catch (error) {
		return error as Error;
	}
	throw new Error("nothing was thrown");
}

/** Numbers from 0 to below `limit` that are the same in each run (xorshift32). */
export function randomNumbers(seed: number): (limit: number) => number {
	let state = seed;
	return (limit) => {
		state ^= state << 13;
		state ^= state >>> 17;
		state ^= state << 5;
		return (state >>> 0) % limit;
	};
}
