import type { WebhookEvent } from "../api/webhooks";

/** What a webhook can be told of, for people: in a list, and to be chosen. */
const EVENTS: readonly (readonly [event: WebhookEvent, short: string, long: string])[] = [
	["ring", "rings", "Somebody rings"],
	["ring.answered", "answers", "Somebody answers"],
	["ring.declined", "refusals", "Somebody declines"],
	["ring.missed", "missed rings", "Nobody answers"],
	["ring.ended", "ends of conversations", "A conversation is over"],
	["doorbell.offline", "doorbells going offline", "A doorbell is offline"],
	["doorbell.online", "doorbells coming back", "A doorbell is back"],
];

/** What a webhook is told of, in a few words. */
export function eventWords(events: readonly WebhookEvent[]): string {
	if (events.length === EVENTS.length) return "Everything";
	const words = EVENTS.filter(([event]) => events.includes(event)).map(([, short]) => short);
	const text =
		words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1) ?? ""}`;
	return text.charAt(0).toUpperCase() + text.slice(1);
}

interface EventBoxesProps {
	events: readonly WebhookEvent[];
	/** What is wrong with what was chosen. */
	error: string;
	onChange: (events: WebhookEvent[]) => void;
}

/** Chooses what a webhook is told of. */
export function EventBoxes({ events, error, onChange }: EventBoxesProps) {
	return (
		<fieldset class="boxes">
			<legend>Call it when</legend>
			<div>
				{EVENTS.map(([event, , long]) => (
					<label key={event} class="inline">
						<input
							type="checkbox"
							checked={events.includes(event)}
							onChange={({ currentTarget }) => {
								const others = events.filter((each) => each !== event);
								onChange(currentTarget.checked ? [...others, event] : others);
							}}
						/>
						{long}
					</label>
				))}
			</div>
			<p class="error" role="alert">
				{error}
			</p>
		</fieldset>
	);
}
