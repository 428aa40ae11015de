import { usePage } from "../store/page";
import { Icon } from "./icon";

/** Sentences for the person, over the page; screen readers say them as they come. */
export function NoticeList() {
	const { notices } = usePage().store;
	return (
		<div class="notices" role="status">
			{notices.list.value.map(({ matter, sentence }) => (
				<div class="notice" key={matter}>
					<p>{sentence}</p>
					<button
						type="button"
						class="round small"
						aria-label="Dismiss"
						onClick={() => notices.say(matter, "")}
					>
						<Icon name="close" />
					</button>
				</div>
			))}
		</div>
	);
}
