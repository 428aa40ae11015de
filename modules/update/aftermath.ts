import type { ErrorInformation } from "protocol/messages";
import type { RollbackCause } from "protocol/update-errors";

/** ESP-IDF v6.0, `esp_system.h`, `esp_reset_reason_t`: resets that say why a firmware was given up. */
const causes: Readonly<Record<number, { code: RollbackCause; message: string }>> = Object.freeze(
	{
		1: { code: "power-lost", message: "the power was lost while it was on trial" },
		3: { code: "hung", message: "it did not answer while it was on trial, and was restarted" },
		4: { code: "crashed", message: "it crashed while it was on trial" },
		5: { code: "hung", message: "it hung while it was on trial; the interrupt watchdog ended it" },
		6: { code: "hung", message: "it hung while it was on trial; the task watchdog ended it" },
		7: { code: "hung", message: "it hung while it was on trial; a watchdog ended it" },
		9: { code: "power-lost", message: "the supply voltage fell while it was on trial" },
	},
	true,
);

/** Why a firmware was given up of which nothing was kept: a crash is to be seen by the reset, anything else is not. */
export function whyLost(resetReason: number): ErrorInformation {
	const cause = causes[resetReason];
	return cause && cause.code !== "power-lost"
		? cause
		: {
				code: "unknown",
				message: "it did not prove itself on trial; what was kept of that has been lost",
			};
}

/** Why the firmware on trial did not stay: what it says itself, or what the reset tells. */
export function whyRolledBack(reason: ErrorInformation | undefined, resetReason: number): ErrorInformation {
	return (
		reason ??
		causes[resetReason] ?? {
			code: "power-lost",
			message: `it was started anew while it was on trial (reset reason ${resetReason})`,
		}
	);
}
