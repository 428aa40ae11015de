import { ask, at } from "./http";

/** An address that the hub calls when something happens. */
export interface Webhook {
	id: string;
	url: string;
	events?: string[];
	enabled?: boolean;
	/** How its last delivery went. */
	last?: { time: number; ok: boolean; message?: string } | null;
}

export interface NewWebhook extends Webhook {
	/** Signs what is sent; shown this once. */
	secret?: string;
}

export const listWebhooks = async (): Promise<Webhook[]> =>
	(await ask<{ webhooks: Webhook[] }>("GET", "webhooks")).webhooks;
export const addWebhook = (url: string): Promise<NewWebhook> => ask("POST", "webhooks", { url });
export const changeWebhook = (id: string, changes: { enabled: boolean }): Promise<unknown> =>
	ask("PATCH", at("webhooks", id), changes);
export const removeWebhook = (id: string): Promise<unknown> => ask("DELETE", at("webhooks", id));
/** Sends a trial. @throws ApiError that says how it failed */
export const tryWebhook = (id: string): Promise<unknown> => ask("POST", at("webhooks", id, "test"));
