import type { Ring } from "../../wire/viewer";
import { useState } from "preact/hooks";
import { removeRing, ringSnapshot } from "../api/rings";
import { isAdmin } from "../api/session";
import { Confirm } from "../common/confirm";
import { Dialog } from "../common/dialog";
import { fullMoment } from "../common/words";
import { usePage } from "../store/page";
import { RingPicture } from "./ring-picture";
import { ringStory } from "./ring-words";

interface RingWindowProps {
	ring: Ring;
	onClose: () => void;
	onRemoved: () => void;
}

/** A ring with its picture, large. */
export function RingWindow({ ring, onClose, onRemoved }: RingWindowProps) {
	const { store } = usePage();
	const [removing, setRemoving] = useState(false);
	const name = store.nameOf(ring.device);
	return (
		<Dialog title={`${name}, ${fullMoment(ring.time)}`} class="wide" onClose={onClose}>
			<RingPicture ring={ring} alt={`Who rang at ${name}`} />
			<p>{ringStory(ring)}</p>
			<div class="choices">
				{isAdmin(store.session.value) && (
					<button type="button" class="plain danger" onClick={() => setRemoving(true)}>
						Delete
					</button>
				)}
				{ring.snapshot && (
					<a class="plain" href={ringSnapshot(ring.id)} download={`${ring.device}-${ring.id}.jpg`}>
						Save picture
					</a>
				)}
				<button type="button" class="primary" onClick={onClose}>
					Close
				</button>
			</div>
			{removing && (
				<Confirm
					title="Delete this ring?"
					action="Delete"
					danger
					onConfirm={async () => {
						await removeRing(ring.id);
						onRemoved();
						onClose();
					}}
					onClose={() => setRemoving(false)}
				>
					<p>It is deleted with its picture, and can’t be brought back.</p>
				</Confirm>
			)}
		</Dialog>
	);
}
