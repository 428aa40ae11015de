import { useState } from "preact/hooks";
import type { DeviceSummary } from "../../wire/viewer";
import { command } from "../api/devices";
import { Confirm } from "../common/confirm";
import { usePage } from "../store/page";
import { stateOfFirmware } from "./update-words";

/** Which firmware runs where. */
export function RunningFirmware() {
	const devices = (usePage().store.devices.value ?? []).filter(({ dialect }) => dialect !== "original");
	if (devices.length === 0) return null;
	return (
		<section class="card" aria-labelledby="running">
			<h3 id="running">What runs</h3>
			<ul class="rows">
				{devices.map((device) => (
					<RunningRow key={device.id} device={device} />
				))}
			</ul>
		</section>
	);
}

function RunningRow({ device: { id, name, online, firmware, board, update } }: { device: DeviceSummary }) {
	const [asking, setAsking] = useState(false);
	return (
		<li class="row" data-online={online} data-device={id}>
			<i class="dot" />
			<span class="row-words">
				<b>{name}</b>
				<small>{[firmware, board, ...(online ? [] : ["offline"])].join(" · ")}</small>
				{stateOfFirmware(update).map((each) => (
					<small key={each}>{each}</small>
				))}
			</span>
			{online && update && (
				<button type="button" class="plain" onClick={() => setAsking(true)}>
					Go back
				</button>
			)}
			{asking && (
				<Confirm
					title={`Go back on ${name}?`}
					action="Go back"
					onConfirm={() => command(id, "update.rollback")}
					onClose={() => setAsking(false)}
				>
					<p>
						It restarts with the firmware that it ran before {firmware}, if it still has that, and takes{" "}
						{firmware} again only if you insist.
					</p>
				</Confirm>
			)}
		</li>
	);
}
