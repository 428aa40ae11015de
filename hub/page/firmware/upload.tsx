import { useState } from "preact/hooks";
import { uploadFirmware } from "../api/firmware";
import { Icon } from "../common/icon";
import { explain } from "../common/resource";

/** Takes a signed image from this device to the hub: chosen, or dropped here. */
export function Upload({ onUploaded }: { onUploaded: () => Promise<void> }) {
	const [said, setSaid] = useState("");
	const [error, setError] = useState("");
	const [over, setOver] = useState(false);
	const send = async (file: File | undefined) => {
		if (!file) return;
		setError("");
		setSaid(`Sending ${file.name}…`);
		try {
			const { version, board } = await uploadFirmware(file);
			setSaid(`The hub has ${version} for ${board}.`);
			await onUploaded();
		} catch (thrown) {
			setSaid("");
			setError(`${file.name} was not taken. ${explain(thrown)}`);
		}
	};
	return (
		<div
			class="card upload"
			data-over={over}
			onDragOver={(event) => {
				event.preventDefault();
				setOver(true);
			}}
			onDragLeave={() => setOver(false)}
			onDrop={(event) => {
				event.preventDefault();
				setOver(false);
				void send(event.dataTransfer?.files[0]);
			}}
		>
			<Icon name="upload" />
			<label class="plain">
				<input
					class="unseen"
					type="file"
					onChange={({ currentTarget }) => {
						void send(currentTarget.files?.[0]);
						currentTarget.value = "";
					}}
				/>
				Choose a signed image
			</label>
			<p class="hint">or drop it here</p>
			<p role="status">{said}</p>
			<p class="error" role="alert">
				{error}
			</p>
		</div>
	);
}
