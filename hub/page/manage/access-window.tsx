import { useState } from "preact/hooks";
import type { NewAccessToken } from "../api/tokens";
import { Copyable } from "../common/copyable";
import { Dialog } from "../common/dialog";
import { usePage } from "../store/page";

interface AccessWindowProps {
	made: NewAccessToken;
	onClose: () => void;
}

/** Shows a program's token, this once, in addresses that can be given to it as they are. */
export function AccessWindow({ made, onClose }: AccessWindowProps) {
	const { store } = usePage();
	const ids = made.devices?.length ? made.devices : (store.devices.value ?? []).map(({ id }) => id);
	const [device, setDevice] = useState(ids[0] ?? "front-door");
	const base = new URL(`api/devices/${encodeURIComponent(device)}/`, location.href.split("#")[0]).href;
	const query = `?token=${encodeURIComponent(made.token)}`;
	return (
		<Dialog title={`Addresses for ${made.name}`} class="wide" onClose={onClose}>
			<p>The token is shown this once. Whoever has one of these addresses sees and hears the door.</p>
			{ids.length > 1 && (
				<label class="inline">
					<span class="label">Door</span>
					<select value={device} onChange={({ currentTarget }) => setDevice(currentTarget.value)}>
						{ids.map((id) => (
							<option key={id} value={id}>
								{store.nameOf(id)}
							</option>
						))}
					</select>
				</label>
			)}
			<Copyable label="Moving pictures: VLC, Home Assistant, Frigate" text={`${base}stream.mjpeg${query}`} />
			<Copyable label="One picture" text={`${base}snapshot.jpg${query}`} />
			<Copyable label="Sound" text={`${base}audio.wav${query}`} />
			<Copyable label="The token itself" text={made.token} />
			<div class="choices">
				<button type="button" class="primary" onClick={onClose}>
					Done
				</button>
			</div>
		</Dialog>
	);
}
