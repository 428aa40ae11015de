import { isObject, type TextMessage } from "../common/text";
import type { DeviceUpdate, DeviceUpdateState } from "../wire/viewer";

/** What is known of an update at one doorbell. */
export type Progress = Omit<DeviceUpdate, "device" | "changed">;

/** A doorbell in one of these has begun, and its end is awaited. */
export const IN_HAND: readonly DeviceUpdateState[] = ["asked", "loading", "trial"];

const PHASES: Readonly<Record<string, DeviceUpdateState>> = {
	accepted: "loading",
	downloading: "loading",
	verifying: "loading",
	restarting: "trial",
	trial: "trial",
	confirmed: "done",
	refused: "failed",
	failed: "failed",
	"rolled-back": "failed",
};

/** What refusals of the command mean, where it is not a failure. A doorbell that rings is asked again later. */
const ANSWERS: Readonly<Record<string, DeviceUpdateState>> = {
	"same-version": "done",
	offline: "waiting",
	unavailable: "waiting",
};

/** Reads an event `update`. Undefined where it says nothing that is known. docs/protocol.md, "Events". */
export function readEvent({ phase, received, size, code, message }: TextMessage): Progress | undefined {
	const state = typeof phase === "string" ? PHASES[phase] : undefined;
	if (state === undefined) return undefined;
	const reason = typeof code === "string" ? code : state === "failed" ? "failed" : undefined;
	return {
		state,
		received: typeof received === "number" ? received : 0,
		size: typeof size === "number" ? size : 0,
		...(reason !== undefined && { code: reason }),
		...(typeof message === "string" && { message }),
	};
}

/** What a doorbell says in its hello tells how an update to `wanted` ended whose end was not heard. */
export function readHello(said: Record<string, unknown>, wanted: string): Progress | undefined {
	const { version, trial, refused } = said;
	if (version === wanted) return { state: trial === true ? "trial" : "done", received: 0, size: 0 };
	if (!isObject(refused) || refused["version"] !== wanted) return undefined;
	const { code, message } = refused;
	return {
		state: "failed",
		received: 0,
		size: 0,
		code: typeof code === "string" ? code : "failed",
		message: typeof message === "string" ? message : "the update was rolled back",
	};
}

/** What it means that a doorbell, or the way to it, has refused the command. */
export function readRefusal({ code, message }: { code: string; message: string }, size: number): Progress {
	return { state: ANSWERS[code] ?? "failed", received: 0, size, code, message };
}
