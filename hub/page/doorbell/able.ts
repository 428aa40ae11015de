import type { DeviceSummary } from "../../wire/viewer";

/** What a doorbell may have. */
export type Capability =
	"microphone" | "speaker" | "camera" | "light" | "bell" | "door" | "chime" | "settings" | "update";

/** The original's device says nothing of itself; it has the parts that the original has. */
const ORIGINAL: readonly Capability[] = ["microphone", "speaker", "camera"];

/** Whether a doorbell has something. */
export function isAble(device: DeviceSummary | undefined, capability: Capability): boolean {
	if (!device) return false;
	if (device.dialect === "original") return ORIGINAL.includes(capability);
	return device.capabilities.includes(capability);
}
