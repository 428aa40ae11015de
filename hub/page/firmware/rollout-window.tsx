import { useState } from "preact/hooks";
import { startRollout, type Firmware } from "../api/firmware";
import { Dialog } from "../common/dialog";
import { Field } from "../common/field";
import { useForm } from "../common/form";
import { usePage } from "../store/page";

interface RolloutWindowProps {
	image: Firmware;
	onStarted: () => Promise<void>;
	onClose: () => void;
}

/** Asks which doorbells get an image, and how carefully. */
export function RolloutWindow({ image, onStarted, onClose }: RolloutWindowProps) {
	const { store } = usePage();
	const devices = (store.devices.value ?? [])
		.filter(({ board }) => board === image.board)
		.sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
	const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(devices.map(({ id }) => id)));
	const [atOnce, setAtOnce] = useState(1);
	const [stopOnFailure, setStopOnFailure] = useState(true);
	const [force, setForce] = useState(false);
	const form = useForm(async () => {
		await startRollout({
			firmware: image.id,
			devices: devices.filter(({ id }) => chosen.has(id)).map(({ id }) => id),
			atOnce,
			stopOnFailure,
			force,
		});
		await onStarted();
		onClose();
	}, ["devices", "atOnce"]);
	const toggle = (id: string, on: boolean) => {
		const next = new Set(chosen);
		if (on) next.add(id);
		else next.delete(id);
		setChosen(next);
	};
	return (
		<Dialog title={`Send ${image.version}`} onClose={onClose}>
			<form onSubmit={form.onSubmit}>
				<fieldset class="checks">
					<legend>To</legend>
					{devices.map(({ id, name, firmware }) => (
						<label key={id} class="check">
							<input
								type="checkbox"
								checked={chosen.has(id)}
								onChange={({ currentTarget }) => toggle(id, currentTarget.checked)}
							/>
							<span>
								{name} <small>{firmware && `now ${firmware}`}</small>
							</span>
						</label>
					))}
					{devices.length === 0 && <p class="hint">No doorbell has the board {image.board}.</p>}
					<p class="error" role="alert">
						{form.errorOf("devices")}
					</p>
				</fieldset>
				<Field label="How many at once" error={form.errorOf("atOnce")}>
					{(links) => (
						<input
							{...links}
							type="number"
							min="1"
							max="20"
							value={atOnce}
							onInput={({ currentTarget }) => setAtOnce(currentTarget.valueAsNumber || 1)}
						/>
					)}
				</Field>
				<label class="check">
					<input
						type="checkbox"
						checked={stopOnFailure}
						onChange={({ currentTarget }) => setStopOnFailure(currentTarget.checked)}
					/>
					<span>Stop when one fails</span>
				</label>
				<label class="check">
					<input
						type="checkbox"
						checked={force}
						onChange={({ currentTarget }) => setForce(currentTarget.checked)}
					/>
					<span>Also to those that have this version, a newer one, or failed with it before</span>
				</label>
				<p class="error" role="alert">
					{form.error}
				</p>
				<div class="choices">
					<button type="button" class="plain" onClick={onClose}>
						Cancel
					</button>
					<button type="submit" class="primary" disabled={form.busy || chosen.size === 0}>
						{chosen.size === 1 ? "Send to 1 doorbell" : `Send to ${chosen.size} doorbells`}
					</button>
				</div>
			</form>
		</Dialog>
	);
}
