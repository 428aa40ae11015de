import type { Ring } from "../../wire/viewer";
import { ringSnapshot } from "../api/rings";
import { Icon } from "../common/icon";

/** The picture that was taken when it rang; a bell where there is none. */
export function RingPicture({ ring, alt }: { ring: Ring; alt: string }) {
	if (ring.snapshot) return <img class="ring-picture" src={ringSnapshot(ring.id)} alt={alt} loading="lazy" />;
	return (
		<span class="ring-picture none">
			<Icon name="bell" />
		</span>
	);
}
