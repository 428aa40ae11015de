import type { Ring } from "../../wire/viewer";
import { moment } from "../common/words";
import { RingPicture } from "./ring-picture";
import { ringWords } from "./ring-words";

/** A ring in a short list. */
export function RingRow({ ring }: { ring: Ring }) {
	return (
		<li class="ring-row" data-state={ring.state}>
			<RingPicture ring={ring} alt="" />
			<span>
				<b>{moment(ring.time)}</b>
				<small>{ringWords(ring)}</small>
			</span>
		</li>
	);
}
