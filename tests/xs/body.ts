import Timer from "timer";
import type { Body, Context } from "./suite";

/** Thrown by `this.skip()`. */
export class Skipped extends Error {}

/**
 * Runs the body of a test or hook, and waits for what it returns, at most `milliseconds` (0: for ever) unless it says
 * otherwise itself. Rejects with what the body throws, with {@link Skipped}, or because of the time.
 */
export async function runBody(body: Body, milliseconds: number): Promise<void> {
	await new Promise<void>((resolve, reject) => {
		let timer: Timer | undefined;
		let allowed = milliseconds;
		const arm = (): void => {
			Timer.clear(timer);
			timer = allowed === 0 ? undefined : Timer.set(() => reject(new Error(tooLate(allowed))), allowed);
		};
		const context: Context = {
			timeout(value) {
				allowed = value;
				arm();
			},
			skip() {
				throw new Skipped();
			},
		};
		const settle = (finish: () => void): void => {
			Timer.clear(timer);
			timer = undefined;
			finish();
		};
		arm();
		call(body, context).then(
			() => settle(resolve),
			(error: unknown) => settle(() => reject(error instanceof Error ? error : new Error(String(error)))),
		);
	});
}

async function call(body: Body, context: Context): Promise<void> {
	if (body.length > 0) throw new Error("tests with a callback are not supported; return a promise");
	await body.call(context);
}

function tooLate(milliseconds: number): string {
	return `it took more than ${milliseconds} ms; this.timeout(...) allows more`;
}
