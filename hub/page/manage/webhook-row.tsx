import { useState } from "preact/hooks";
import { changeWebhook, removeWebhook, tryWebhook, type LastCall, type Webhook } from "../api/webhooks";
import { Confirm } from "../common/confirm";
import { explain } from "../common/resource";
import { moment, sentence } from "../common/words";
import { EventsWindow } from "./events-window";
import { eventWords } from "./event-boxes";

/** A webhook: what it is told, how that went last, and what one can do with it. */
export function WebhookRow({ webhook, onChange }: { webhook: Webhook; onChange: () => Promise<void> }) {
	const [question, setQuestion] = useState<"events" | "remove" | undefined>(undefined);
	const [said, setSaid] = useState("");
	const { id, url, events, enabled } = webhook;
	const close = () => setQuestion(undefined);
	const act = async (doing: () => Promise<unknown>) => {
		try {
			await doing();
			await onChange();
			setSaid("");
		} catch (thrown) {
			setSaid(explain(thrown));
		}
	};
	const attempt = () => {
		setSaid("Calling…");
		void act(() => tryWebhook(id));
	};
	return (
		<li class="row" data-enabled={enabled}>
			<span class="row-words">
				<b class="long">{url}</b>
				<small>{eventWords(events)}</small>
				<small role="status" class={!said && enabled && webhook.last?.ok === false ? "error" : ""}>
					{said || howItWent(webhook)}
				</small>
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
							void act(() => changeWebhook(id, { enabled: currentTarget.checked }))
						}
					/>
				</label>
				<button type="button" class="plain" onClick={() => setQuestion("events")}>
					Events
				</button>
				<button type="button" class="plain" onClick={attempt}>
					Try it
				</button>
				<button type="button" class="plain danger" onClick={() => setQuestion("remove")}>
					Remove
				</button>
			</span>
			{question === "events" && <EventsWindow webhook={webhook} onChanged={onChange} onClose={close} />}
			{question === "remove" && (
				<Confirm
					title="Remove this webhook?"
					action="Remove"
					danger
					onConfirm={async () => {
						await removeWebhook(id);
						await onChange();
					}}
					onClose={close}
				>
					<p class="long">{url} is no longer called.</p>
				</Confirm>
			)}
		</li>
	);
}

function howItWent({ enabled, last, waiting }: Webhook): string {
	if (!enabled) return "Switched off.";
	const rest =
		waiting === 0 ? "" : ` ${waiting === 1 ? "One call waits" : `${waiting} calls wait`} to be made.`;
	return (last ? callWords(last) : "Not called yet.") + rest;
}

function callWords({ ok, time, message }: LastCall): string {
	const when = moment(time);
	return ok ? `Taken, ${when}.` : `Failed, ${when}: ${sentence(message)}`;
}
