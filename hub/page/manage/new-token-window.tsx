import type { NewToken } from "../api/devices";
import { Copyable } from "../common/copyable";
import { Dialog } from "../common/dialog";
import { hubAddress } from "../doorbells/no-doorbell";

interface NewTokenWindowProps {
	made: NewToken;
	onClose: () => void;
}

/** Shows a doorbell's token, this once, and how it gets to the doorbell. */
export function NewTokenWindow({ made, onClose }: NewTokenWindowProps) {
	const { id, token } = made;
	const hub = hubAddress();
	const line = `mcconfig -d -m -p esp32 ssid="your network" password="its password" hub=${hub} device=${id} token=${token}`;
	return (
		<Dialog title={`The token of ${id}`} class="wide" onClose={onClose}>
			<p>It is shown this once: the hub keeps only what it needs to recognize it.</p>
			<Copyable label="Token" text={token} />
			<Copyable label="Build a board with it" text={line} long />
			<Copyable label="Or try it in the simulator" text={simulatorLine(hub, token)} long />
			{/(localhost|127\.0\.0\.1|\[::1\])/.test(hub) && (
				<p class="hint">
					This page is open at {location.hostname}, which a board can’t reach: give it the hub’s own address
					instead.
				</p>
			)}
			<div class="choices">
				<button type="button" class="primary" onClick={onClose}>
					Done
				</button>
			</div>
		</Dialog>
	);
}

const simulatorLine = (hub: string, token: string): string =>
	`BELLTOWER_DEVICE_TOKEN=${token} npm start -- --device-only --hub ${hub}`;
