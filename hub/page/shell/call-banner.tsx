import { Icon } from "../common/icon";
import { usePage } from "../store/page";
import { hrefOf } from "../store/route";

/** Leads back to a conversation that goes on while one is elsewhere on the page. */
export function CallBanner() {
	const { store, live } = usePage();
	const call = store.call.value;
	if (!call || store.open.value === call.device) return null;
	return (
		<div class="banner call" role="status">
			<Icon name="phone" />
			<p>You are talking with {store.nameOf(call.device)}.</p>
			<a class="plain" href={hrefOf({ page: "doorbell", device: call.device, panel: "door" })}>
				Go there
			</a>
			<button type="button" class="plain" onClick={() => live.endCall()}>
				Hang up
			</button>
		</div>
	);
}
