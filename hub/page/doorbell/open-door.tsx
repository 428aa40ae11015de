import type { DeviceSummary } from "../../wire/viewer";
import { useState } from "preact/hooks";
import { command } from "../api/devices";
import { Confirm } from "../common/confirm";
import { Icon } from "../common/icon";
import { duration, numberAt } from "../common/words";
import { usePage } from "../store/page";

/** How long the page says that the door was opened, milliseconds. */
const SAID = 6000;

interface OpenDoorProps {
	device: DeviceSummary;
	reachable: boolean;
}

/** Opens the door, after a confirmation: it is the one button here that lets somebody in. */
export function OpenDoor({ device, reachable }: OpenDoorProps) {
	const { notices } = usePage().store;
	const [asking, setAsking] = useState(false);
	const open = async () => {
		const time = numberAt(await command(device.id, "door.open"), "milliseconds");
		const forTime = Number.isNaN(time) ? "" : ` for ${duration(time).replace(".0", "")}`;
		notices.say("door", `${device.name} is open${forTime}.`, SAID);
	};
	return (
		<>
			<button
				id="open-door"
				type="button"
				class="control"
				disabled={!reachable}
				onClick={() => setAsking(true)}
			>
				<Icon name="key" />
				<span>Open door</span>
			</button>
			{asking && (
				<Confirm
					title={`Open ${device.name}?`}
					action="Open the door"
					onConfirm={open}
					onClose={() => setAsking(false)}
				>
					<p>Whoever stands there can come in.</p>
				</Confirm>
			)}
		</>
	);
}
