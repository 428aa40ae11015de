import type { Log } from "../common/log";
import type { RingNews } from "../rings/rings";
import type { Database } from "../store/database";
import type { Ring } from "../wire/viewer";
import type { Targets } from "./targets";
import { makeId } from "../access/secrets";
import { asHubError } from "../common/errors";
import { Courier, type CourierOptions } from "./courier";
import { DeliveryStore } from "./delivery-store";
import { eventOf, USUAL_EVENTS, type WebhookEvent } from "./events";
import { WebhookStore, type Webhook, type WebhookChange } from "./webhook-store";

/** What a webhook is told of a doorbell. */
interface Doorbell {
	id: string;
	name: string;
}

/** Tells programs of what happens: signed, tried again a few times, and also after the hub was off. */
export class Webhooks {
	readonly #store: WebhookStore;
	readonly #deliveries: DeliveryStore;
	readonly #targets: Targets;
	readonly #courier: Courier;
	readonly #log: Log;

	constructor(database: Database, targets: Targets, log: Log, options?: CourierOptions) {
		this.#store = new WebhookStore(database);
		this.#deliveries = new DeliveryStore(database);
		this.#targets = targets;
		this.#log = log;
		this.#courier = new Courier(this.#store, this.#deliveries, targets, log, options);
	}

	/** Goes on with what is still to be told from before the hub's start. */
	start(): void {
		this.#courier.start();
	}

	all(): Webhook[] {
		return this.#store.all();
	}

	/** Adds a webhook. @returns it with the secret by which it is signed, shown only here @throws HubError `bad-address`, `too-many` */
	add(url: string, events: readonly WebhookEvent[] = USUAL_EVENTS): Webhook & { secret: string } {
		this.#targets.check(url);
		return this.#store.add(url, events);
	}

	/** What waits for one that is switched off is given up. @throws HubError `not-found`, `bad-address` */
	change(id: string, change: WebhookChange): Webhook {
		if (change.url !== undefined) this.#targets.check(change.url);
		if (change.enabled === false) this.#deliveries.clear(id);
		return this.#store.change(id, change);
	}

	/** @throws HubError `not-found` */
	remove(id: string): void {
		this.#store.remove(id);
	}

	/** Tells those who want to know of a ring. */
	ring(ring: Ring, news: RingNews, device: Doorbell): void {
		const event = eventOf(news);
		if (event) this.#tell(event, { ring, device });
	}

	/** Tells those who want to know that a doorbell has gone or is back. @param since milliseconds since 1970 */
	presence(event: "doorbell.offline" | "doorbell.online", device: Doorbell & { since: number }): void {
		this.#tell(event, { device });
	}

	/** Tries a webhook once, and says how it went. @throws HubError `not-found` */
	async test(id: string): Promise<NonNullable<Webhook["last"]>> {
		this.#store.get(id);
		const body = JSON.stringify({ event: "test", time: Date.now() });
		try {
			await this.#courier.tryOnce(id, makeId(), body);
			return this.#store.get(id).last ?? { time: Date.now(), ok: true, message: "it was taken" };
		} catch (error) {
			return { time: Date.now(), ok: false, message: asHubError(error).message };
		}
	}

	/** Resolves when nothing is under way any more. What is left is kept for the next start. */
	close(): Promise<void> {
		return this.#courier.close();
	}

	#tell(event: WebhookEvent, news: { ring?: Ring; device: Doorbell }): void {
		const body = JSON.stringify({ event, time: Date.now(), ...news });
		try {
			for (const { id, enabled, events } of this.#store.all()) {
				if (enabled && events.includes(event)) this.#courier.add(id, body);
			}
		} catch (error) {
			/* Such as a disk that is full: what happens at the door must not be lost with it. */
			const { code, message } = asHubError(error);
			this.#log.warn({ code, event }, `webhooks could not be told: ${message}`);
		}
	}
}
