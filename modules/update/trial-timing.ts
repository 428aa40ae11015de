import { CheckError, wholeNumberIn } from "protocol/check";
import type { TrialTiming } from "update/trial";

/** In seconds. */
const defaults = Object.freeze({ trialSeconds: 300, idleSeconds: 30 });
const longest = 3600;

/** Reads from the configuration how long a trial takes. What can't be used has its default. */
export function readTrialTiming(config: Readonly<Record<string, unknown>>): TrialTiming {
	const seconds = (name: keyof typeof defaults): number => {
		const value = config[name] ?? defaults[name];
		try {
			return wholeNumberIn(1, longest)(typeof value === "string" ? Number(value) : value, name);
		} catch (error) {
			if (!(error instanceof CheckError)) throw error;
			return defaults[name];
		}
	};
	return { limit: seconds("trialSeconds") * 1000, idle: seconds("idleSeconds") * 1000 };
}
