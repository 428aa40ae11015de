import { useState } from "preact/hooks";
import { changeWebhook, type Webhook } from "../api/webhooks";
import { Dialog } from "../common/dialog";
import { useForm } from "../common/form";
import { EventBoxes } from "./event-boxes";

interface EventsWindowProps {
	webhook: Webhook;
	onChanged: () => Promise<void>;
	onClose: () => void;
}

/** Changes what a webhook is told of. */
export function EventsWindow({ webhook, onChanged, onClose }: EventsWindowProps) {
	const [events, setEvents] = useState(webhook.events);
	const form = useForm(async () => {
		await changeWebhook(webhook.id, { events });
		await onChanged();
		onClose();
	}, ["events"]);
	return (
		<Dialog title="What it is told" onClose={onClose}>
			<form onSubmit={form.onSubmit}>
				<p class="long">{webhook.url}</p>
				<EventBoxes events={events} error={form.errorOf("events")} onChange={setEvents} />
				<p class="error" role="alert">
					{form.error}
				</p>
				<div class="choices">
					<button type="button" class="plain" onClick={onClose}>
						Cancel
					</button>
					<button type="submit" class="primary" disabled={form.busy || events.length === 0}>
						Save
					</button>
				</div>
			</form>
		</Dialog>
	);
}
