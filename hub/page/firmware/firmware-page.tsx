import { useState } from "preact/hooks";
import { listFirmware, listRollouts, removeFirmware, type Firmware, type Rollout } from "../api/firmware";
import { Confirm } from "../common/confirm";
import { useResource } from "../common/resource";
import { moment, size } from "../common/words";
import { usePage } from "../store/page";
import { RolloutCard } from "./rollout-card";
import { RolloutWindow } from "./rollout-window";
import { RunningFirmware } from "./running-firmware";
import { Upload } from "./upload";

/** Firmware that the hub keeps, and how it gets to the doorbells. */
export function FirmwarePage() {
	const { store } = usePage();
	const images = useResource(listFirmware, []);
	const rollouts = useResource(listRollouts, [store.updateNews.value]);
	const [sending, setSending] = useState<Firmware | undefined>(undefined);
	const all = rollouts.value ?? [];
	const isRecent = ({ state }: Rollout, place: number) => place === 0 || state === "running";
	const recent = all.filter(isRecent);
	const earlier = all.filter((rollout, place) => !isRecent(rollout, place));
	const card = (rollout: Rollout) => (
		<RolloutCard key={rollout.id} rollout={rollout} onChange={rollouts.reload} />
	);
	return (
		<>
			<p class="lead">
				A doorbell takes an update only if it is signed and made for its board. It tries it out and goes back
				to what it had if that does not work.
			</p>
			{recent.map(card)}
			<RunningFirmware />
			{(images.error || rollouts.error) && <p class="error">{images.error || rollouts.error}</p>}
			<section class="card" aria-labelledby="images">
				<h3 id="images">What the hub has</h3>
				<ul class="rows">
					{images.value?.map((image) => (
						<ImageRow
							key={image.id}
							image={image}
							onSend={() => setSending(image)}
							onChange={images.reload}
						/>
					))}
					{images.value?.length === 0 && (
						<li class="hint">No firmware yet. Choose what npm run release has made.</li>
					)}
				</ul>
			</section>
			<Upload onUploaded={images.reload} />
			{earlier.length > 0 && (
				<details class="earlier">
					<summary>Earlier</summary>
					{earlier.map(card)}
				</details>
			)}
			{sending && (
				<RolloutWindow image={sending} onStarted={rollouts.reload} onClose={() => setSending(undefined)} />
			)}
		</>
	);
}

interface ImageRowProps {
	image: Firmware;
	onSend: () => void;
	onChange: () => Promise<void>;
}

function ImageRow({ image, onSend, onChange }: ImageRowProps) {
	const [removing, setRemoving] = useState(false);
	const { id, version, board, size: bytes, uploaded, signed } = image;
	const facts = [board, size(bytes), moment(uploaded), signed ? "signed" : "not signed"];
	return (
		<li class="row">
			<span class="row-words">
				<b>{version}</b>
				<small>{facts.join(" · ")}</small>
			</span>
			<span class="row-choices">
				<button type="button" class="plain" onClick={onSend}>
					Send to doorbells
				</button>
				<button type="button" class="plain danger" onClick={() => setRemoving(true)}>
					Remove
				</button>
			</span>
			{removing && (
				<Confirm
					title={`Remove firmware ${version}?`}
					action="Remove"
					danger
					onConfirm={async () => {
						await removeFirmware(id);
						await onChange();
					}}
					onClose={() => setRemoving(false)}
				>
					<p>Doorbells that run it keep it.</p>
				</Confirm>
			)}
		</li>
	);
}
