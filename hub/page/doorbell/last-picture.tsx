import type { DeviceSummary } from "../../wire/viewer";
import { useState } from "preact/hooks";
import { lastPicture } from "../api/devices";
import { ago } from "../common/words";

/** What was seen last of a doorbell that is not connected, dimmed; nothing where there is no picture. */
export function LastPicture({ device: { id, name, pictured } }: { device: DeviceSummary }) {
	const [broken, setBroken] = useState<number | undefined>(undefined);
	if (pictured === null || broken === pictured) return null;
	return (
		<img
			class="last-picture"
			src={lastPicture(id, pictured)}
			alt={`${name}, as it was last seen`}
			onError={() => setBroken(pictured)}
		/>
	);
}

/** How old the picture is that was seen last; empty where there is none. */
export function lastSeen({ pictured }: DeviceSummary): string {
	return pictured === null ? "" : `Last seen ${ago(pictured)}`;
}
