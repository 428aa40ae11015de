import { useState } from "preact/hooks";
import {
	addWebhook,
	changeWebhook,
	listWebhooks,
	removeWebhook,
	tryWebhook,
	type NewWebhook,
	type Webhook,
} from "../api/webhooks";
import { Confirm } from "../common/confirm";
import { Copyable } from "../common/copyable";
import { Dialog } from "../common/dialog";
import { Field } from "../common/field";
import { useForm } from "../common/form";
import { explain, useResource } from "../common/resource";
import { moment } from "../common/words";

/** Addresses that the hub calls when somebody rings. */
export function WebhooksSection() {
	const { value, error, reload } = useResource(listWebhooks, []);
	const [made, setMade] = useState<NewWebhook | undefined>(undefined);
	return (
		<>
			<p class="lead">When somebody rings, the hub calls these addresses. What it sends is signed.</p>
			{error && <p class="error">{error}</p>}
			<ul class="rows card">
				{value?.map((webhook) => (
					<WebhookRow key={webhook.id} webhook={webhook} onChange={reload} />
				))}
				{value?.length === 0 && <li class="hint">No address is called.</li>}
			</ul>
			<AddWebhook
				onAdded={(webhook) => {
					if (webhook.secret !== undefined) setMade(webhook);
					void reload();
				}}
			/>
			{made?.secret !== undefined && (
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

function WebhookRow({ webhook, onChange }: { webhook: Webhook; onChange: () => Promise<void> }) {
	const [removing, setRemoving] = useState(false);
	const [said, setSaid] = useState("");
	const { id, url, last, enabled = true } = webhook;
	const attempt = async () => {
		setSaid("Calling…");
		try {
			await tryWebhook(id);
			setSaid("It was taken.");
		} catch (thrown) {
			setSaid(explain(thrown));
		}
	};
	const before = last ? `${last.ok ? "Taken" : (last.message ?? "Not taken")}, ${moment(last.time)}` : "";
	return (
		<li class="row" data-enabled={enabled}>
			<span class="row-words">
				<b class="long">{url}</b>
				<small role="status">{said || before || (enabled ? "Not called yet" : "Switched off")}</small>
			</span>
			<span class="row-choices">
				<label class="inline">
					<input
						type="checkbox"
						role="switch"
						class="switch"
						checked={enabled}
						aria-label={`Call ${url}`}
						onChange={({ currentTarget }) =>
							void changeWebhook(id, { enabled: currentTarget.checked }).then(onChange, (thrown: unknown) =>
								setSaid(explain(thrown)),
							)
						}
					/>
				</label>
				<button type="button" class="plain" onClick={() => void attempt()}>
					Try it
				</button>
				<button type="button" class="plain danger" onClick={() => setRemoving(true)}>
					Remove
				</button>
			</span>
			{removing && (
				<Confirm
					title="Remove this webhook?"
					action="Remove"
					danger
					onConfirm={async () => {
						await removeWebhook(id);
						await onChange();
					}}
					onClose={() => setRemoving(false)}
				>
					<p class="long">{url} is no longer called.</p>
				</Confirm>
			)}
		</li>
	);
}

function AddWebhook({ onAdded }: { onAdded: (webhook: NewWebhook) => void }) {
	const [url, setUrl] = useState("");
	const form = useForm(async () => {
		onAdded(await addWebhook(url.trim()));
		setUrl("");
	}, ["url"]);
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
			<p class="error" role="alert">
				{form.error}
			</p>
			<button type="submit" class="primary" disabled={form.busy}>
				Add
			</button>
		</form>
	);
}
