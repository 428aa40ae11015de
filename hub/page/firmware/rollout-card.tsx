import { useEffect, useState } from "preact/hooks";
import { stopRollout, type DeviceUpdate, type Rollout } from "../api/firmware";
import { Icon, type IconName } from "../common/icon";
import { explain } from "../common/resource";
import { usePage } from "../store/page";
import { isOver, progressOf, rolloutWords, updateWords } from "./update-words";

/** How often a roll-out that runs is asked for anew, milliseconds. */
const INTERVAL = 2000;

const ICONS: Readonly<Partial<Record<DeviceUpdate["state"], IconName>>> = {
	done: "check",
	failed: "warning",
};

interface RolloutCardProps {
	rollout: Rollout;
	onChange: () => Promise<void>;
}

/** A roll-out, doorbell by doorbell. */
export function RolloutCard({ rollout, onChange }: RolloutCardProps) {
	const [error, setError] = useState("");
	const running = rollout.state === "running";
	useEffect(() => {
		if (!running) return undefined;
		const timer = setInterval(() => void onChange(), INTERVAL);
		return () => clearInterval(timer);
	}, [running, onChange]);
	const stop = () => {
		stopRollout(rollout.id).then(onChange, (thrown: unknown) => setError(explain(thrown)));
	};
	return (
		<section class="card rollout" data-state={rollout.state} aria-label={`Roll-out of ${rollout.version}`}>
			<div class="row">
				<span class="row-words">
					<b>Roll-out of {rollout.version}</b>
					<small role="status">{rolloutWords(rollout)}</small>
				</span>
				{running && (
					<button type="button" class="plain" onClick={stop}>
						Stop
					</button>
				)}
			</div>
			<ul class="updates">
				{rollout.devices.map((update) => (
					<UpdateRow key={update.device} update={update} rollout={rollout.state} />
				))}
			</ul>
			<p class="error" role="alert">
				{error}
			</p>
		</section>
	);
}

function UpdateRow({ update, rollout }: { update: DeviceUpdate; rollout: Rollout["state"] }) {
	const name = usePage().store.nameOf(update.device);
	const { state, device } = update;
	return (
		<li class="update" data-state={state} data-device={device}>
			<span>{name}</span>
			<span class="update-state">
				{isOver(update, rollout) ? (
					<Icon name={ICONS[state] ?? "close"} />
				) : (
					<progress value={progressOf(update)} aria-label={`${name}: download`} />
				)}
				<small>{updateWords(update, rollout)}</small>
			</span>
		</li>
	);
}
