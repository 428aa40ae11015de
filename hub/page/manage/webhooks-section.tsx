import { useState } from "preact/hooks";
import { addWebhook, listWebhooks, type NewWebhook, type WebhookEvent } from "../api/webhooks";
import { Copyable } from "../common/copyable";
import { Dialog } from "../common/dialog";
import { Field } from "../common/field";
import { useForm } from "../common/form";
import { useResource } from "../common/resource";
import { useTick } from "../common/tick";
import { EventBoxes } from "./event-boxes";
import { WebhookRow } from "./webhook-row";

/** How often it is looked how calls went, milliseconds. */
const INTERVAL = 5000;
/** What one is told of that was added without a choice. */
const USUAL: readonly WebhookEvent[] = ["ring"];

/** Addresses that the hub calls when something happens. */
export function WebhooksSection() {
	useTick(INTERVAL);
	const { value, error, reload } = useResource(listWebhooks, [Math.floor(Date.now() / INTERVAL)]);
	const [made, setMade] = useState<NewWebhook | undefined>(undefined);
	return (
		<>
			<p class="lead">
				When somebody rings, or whatever else you choose, the hub calls these addresses. What it sends is
				signed.
			</p>
			{error && <p class="error">{error}</p>}
			<ul class="rows card">
				{value?.map((webhook) => (
					<WebhookRow key={webhook.id} webhook={webhook} onChange={reload} />
				))}
				{value?.length === 0 && <li class="hint">No address is called.</li>}
			</ul>
			<AddWebhook
				onAdded={(webhook) => {
					setMade(webhook);
					void reload();
				}}
			/>
			{made && (
				<Dialog title="The key of the signature" class="wide" onClose={() => setMade(undefined)}>
					<p>It is shown this once. With it the receiver checks that a call is the hub’s.</p>
					<Copyable label="Key" text={made.secret} />
					<div class="choices">
						<button type="button" class="primary" onClick={() => setMade(undefined)}>
							Done
						</button>
					</div>
				</Dialog>
			)}
		</>
	);
}

function AddWebhook({ onAdded }: { onAdded: (webhook: NewWebhook) => void }) {
	const [url, setUrl] = useState("");
	const [events, setEvents] = useState(USUAL);
	const form = useForm(async () => {
		onAdded(await addWebhook(url.trim(), events));
		setUrl("");
		setEvents(USUAL);
	}, ["url", "events"]);
	return (
		<form class="card add" onSubmit={form.onSubmit}>
			<h3>Add a webhook</h3>
			<Field
				label="Address"
				hint="It begins with http or https; the hub must be able to reach it."
				error={form.errorOf("url")}
			>
				{(links) => (
					<input
						{...links}
						type="url"
						value={url}
						required
						onInput={({ currentTarget }) => setUrl(currentTarget.value)}
					/>
				)}
			</Field>
			<EventBoxes events={events} error={form.errorOf("events")} onChange={setEvents} />
			<p class="error" role="alert">
				{form.error}
			</p>
			<button type="submit" class="primary" disabled={form.busy || events.length === 0}>
				Add
			</button>
		</form>
	);
}
