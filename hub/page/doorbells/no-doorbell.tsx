import { isAdmin } from "../api/session";
import { Copyable } from "../common/copyable";
import { Icon } from "../common/icon";
import { usePage } from "../store/page";

/** What to do where no doorbell has come yet. */
export function NoDoorbell() {
	const { session } = usePage().store;
	return (
		<div class="nothing">
			<Icon name="bell" />
			<h2>No doorbell has come yet</h2>
			<p>Point yours at this address. It appears here by itself.</p>
			<Copyable label="The hub’s address for doorbells" text={hubAddress()} />
			{isAdmin(session.value) && (
				<a class="primary" href="#/manage/doorbells">
					Add a doorbell
				</a>
			)}
		</div>
	);
}

/** Where doorbells find this hub, as far as the page can tell. */
export function hubAddress(): string {
	return `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}`;
}
