import type { RingNews } from "../rings/rings";

/** What a webhook can be told of. */
export const WEBHOOK_EVENTS = [
	"ring",
	"ring.answered",
	"ring.declined",
	"ring.missed",
	"ring.ended",
	"doorbell.offline",
	"doorbell.online",
] as const;
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];

/** What a webhook is told of that was added without saying so. */
export const USUAL_EVENTS: readonly WebhookEvent[] = ["ring"];

/** The event that tells of a ring's news; undefined where none does. */
export function eventOf(news: RingNews): WebhookEvent | undefined {
	if (news === "snapshot") return undefined;
	return news === "begun" ? "ring" : `ring.${news}`;
}
