import type { DeviceSummary } from "../../wire/viewer";
import { useState } from "preact/hooks";
import { Icon } from "../common/icon";
import { usePage } from "../store/page";
import { isAble } from "./able";
import { OpenDoor } from "./open-door";
import { saveSnapshot } from "./snapshot";
import { TalkButton } from "./talk-button";

interface ControlsProps {
	device: DeviceSummary | undefined;
}

/** What one does at the door: listen, talk, open it, keep a picture. */
export function Controls({ device }: ControlsProps) {
	const { store, live } = usePage();
	const reachable = store.reachable.value;
	return (
		<div class="controls">
			<Listen able={isAble(device, "microphone")} />
			<TalkButton able={reachable && isAble(device, "speaker")} />
			<div class="controls-end">
				{isAble(device, "door") && device && <OpenDoor device={device} reachable={reachable} />}
				<button
					id="snapshot"
					type="button"
					class="control"
					disabled={store.picture.value === undefined}
					onClick={() => saveSnapshot(live.picture.canvas, device?.id ?? "doorbell")}
				>
					<Icon name="camera" />
					<span>Snapshot</span>
				</button>
			</div>
			<p id="talk-hint" class="hint">
				Hold the button or the <kbd>space</kbd> bar, and speak.
			</p>
		</div>
	);
}

function Listen({ able }: { able: boolean }) {
	const { store, live } = usePage();
	const on = store.listening.value;
	const known = store.device.value !== undefined;
	return (
		<div class="listen">
			<button
				id="listen"
				type="button"
				class="control"
				aria-pressed={on}
				disabled={!on && known && !able}
				onClick={() => void live.listen(!on)}
			>
				<Icon name={on ? "sound" : "muted"} />
				<span>{on ? "Listening" : "Listen"}</span>
			</button>
			<Volume />
		</div>
	);
}

/** How loud the door is heard here. */
export function Volume() {
	const { listener } = usePage().live;
	const [percent, setPercent] = useState(Math.round(Math.sqrt(listener.volume) * 100));
	return (
		<label class="volume">
			<span class="unseen">Volume</span>
			<input
				type="range"
				min="0"
				max="100"
				value={percent}
				onInput={({ currentTarget }) => {
					setPercent(currentTarget.valueAsNumber);
					listener.volume = (currentTarget.valueAsNumber / 100) ** 2;
				}}
			/>
		</label>
	);
}
