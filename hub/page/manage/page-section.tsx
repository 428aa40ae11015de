import { useState } from "preact/hooks";
import { Icon } from "../common/icon";
import { allowNotifications, notificationState, type NotificationState } from "../rings/notification";
import { usePage } from "../store/page";
import { Account } from "./account";

const NOTIFICATION_WORDS: Readonly<Record<NotificationState, string>> = {
	granted: "This device shows a notification when somebody rings.",
	denied: "The browser was told not to show them. Allow them in its settings for this page.",
	default: "This device can show a notification when somebody rings, also while you look at something else.",
	unsupported: "Browsers show them only for a secure page: open it at localhost or by https.",
};

/** How this page behaves on this device, and who is signed in. */
export function PageSection() {
	const { alerts } = usePage();
	const [state, setState] = useState(notificationState());
	return (
		<>
			<section class="card" aria-labelledby="when-it-rings">
				<h3 id="when-it-rings">When it rings</h3>
				<div class="row">
					<span class="row-words">
						<b id="aloud">Ring aloud here</b>
						<small>Browsers let a page ring once you have touched it.</small>
					</span>
					<span class="row-choices">
						<button type="button" class="plain" onClick={() => void alerts.bell.strike()}>
							<Icon name="sound" />
							Hear it
						</button>
						<input
							type="checkbox"
							role="switch"
							class="switch"
							aria-labelledby="aloud"
							checked={alerts.aloud.value}
							onChange={({ currentTarget }) => (alerts.aloud.value = currentTarget.checked)}
						/>
					</span>
				</div>
				<div class="row">
					<span class="row-words">
						<b>Notifications</b>
						<small>{NOTIFICATION_WORDS[state]}</small>
					</span>
					{state === "default" && (
						<span class="row-choices">
							<button
								type="button"
								class="plain"
								onClick={() => void allowNotifications().then((answer) => setState(answer))}
							>
								Allow
							</button>
						</span>
					)}
				</div>
			</section>
			<Account />
		</>
	);
}
