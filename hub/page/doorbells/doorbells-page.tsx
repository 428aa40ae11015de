import type { DeviceSummary } from "../../wire/viewer";
import { useState } from "preact/hooks";
import { snapshot } from "../api/devices";
import { Icon } from "../common/icon";
import { useTick } from "../common/tick";
import { ago } from "../common/words";
import { LastPicture, lastSeen } from "../doorbell/last-picture";
import { stateWords } from "../doorbell/state-words";
import { usePage } from "../store/page";
import { hrefOf } from "../store/route";
import { NoDoorbell } from "./no-doorbell";

/** How often a picture is asked for anew, milliseconds. */
const INTERVAL = 5000;

/** All doorbells, each with a small picture of now. */
export function DoorbellsPage() {
	const devices = usePage().store.devices.value;
	useTick(INTERVAL);
	if (devices?.length === 0) return <NoDoorbell />;
	return (
		<div class="page">
			<h2 class="unseen">Doors</h2>
			<ul class="doors">
				{devices?.map((device) => (
					<li key={device.id}>
						<DoorCard device={device} />
					</li>
				))}
			</ul>
		</div>
	);
}

function DoorCard({ device }: { device: DeviceSummary }) {
	const { id, name, online, state } = device;
	return (
		<a
			class="door-card"
			href={hrefOf({ page: "doorbell", device: id, panel: "door" })}
			data-online={online}
			data-state={state}
		>
			{online ? (
				<Thumbnail id={id} />
			) : (
				<span class="thumbnail">
					<Icon name="bell" />
					<LastPicture device={device} />
				</span>
			)}
			<span class="door-card-words">
				<b>{name}</b>
				<small>
					<i class="dot" />
					{online ? stateWords(device) : offlineWords(device)}
				</small>
			</span>
		</a>
	);
}

function offlineWords(device: DeviceSummary): string {
	const seen = lastSeen(device);
	return seen
		? `Offline · ${seen.charAt(0).toLowerCase()}${seen.slice(1)}`
		: `Offline, went ${ago(device.since)}`;
}

/** A small picture that is renewed while the page is seen. The old one stays until the new one has come. */
function Thumbnail({ id }: { id: string }) {
	useTick(INTERVAL);
	const turn = Math.floor(Date.now() / INTERVAL);
	const [shown, setShown] = useState("");
	const next = snapshot(id, turn);
	return (
		<span class="thumbnail">
			<Icon name="camera" />
			{shown && <img src={shown} alt="" />}
			{next !== shown && !document.hidden && (
				<img key={next} class="loading" src={next} alt="" onLoad={() => setShown(next)} />
			)}
		</span>
	);
}
