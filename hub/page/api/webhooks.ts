import { ask, at } from "./http";

/** What a webhook can be told of. */
export type WebhookEvent =
	| "ring"
	| "ring.answered"
	| "ring.declined"
	| "ring.missed"
	| "ring.ended"
	| "doorbell.offline"
	| "doorbell.online";

/** How a webhook's last call went. */
export interface LastCall {
	/** ms since 1970 */
	time: number;
	ok: boolean;
	message: string;
}

/** An address that the hub calls when something happens. */
export interface Webhook {
	id: string;
	url: string;
	events: WebhookEvent[];
	enabled: boolean;
	last: LastCall | null;
	/** Calls that are still to be made. */
	waiting: number;
}

export interface NewWebhook extends Webhook {
	/** Signs what is sent; shown this once. */
	secret: string;
}

export const listWebhooks = async (): Promise<Webhook[]> =>
	(await ask<{ webhooks: Webhook[] }>("GET", "webhooks")).webhooks;
export const addWebhook = (url: string, events: readonly WebhookEvent[]): Promise<NewWebhook> =>
	ask("POST", "webhooks", { url, events });
export const changeWebhook = (
	id: string,
	changes: { enabled?: boolean; events?: readonly WebhookEvent[] },
): Promise<unknown> => ask("PATCH", at("webhooks", id), changes);
export const removeWebhook = (id: string): Promise<unknown> => ask("DELETE", at("webhooks", id));
/** Sends a trial. @returns how it went */
export const tryWebhook = (id: string): Promise<LastCall> => ask("POST", at("webhooks", id, "test"));
