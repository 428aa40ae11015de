import type { Log } from "../common/log";
import type { DeliveryStore, WaitingDelivery } from "./delivery-store";
import type { Targets } from "./targets";
import type { WebhookStore } from "./webhook-store";
import { asHubError, type HubError } from "../common/errors";
import { post } from "./post";

/** How long before each try, milliseconds. */
export const TRIES: readonly number[] = [0, 2000, 10_000, 60_000, 300_000];
/** What is older interests nobody any more, as after a hub was off; milliseconds. */
const MOST_AGE = 3_600_000;
/** Deliveries that wait for one webhook; for one more the oldest is given up. */
const MOST_WAITING = 100;
/** Deliveries to one webhook at a time. */
const MOST_AT_ONCE = 4;
/** How long what is under way may take when the hub stops, milliseconds. */
const FAREWELL = 2000;

/** How deliveries are made. */
export interface CourierOptions {
	/** How long before each try, milliseconds; the first counts from the event. */
	tries?: readonly number[] | undefined;
	/** How old a delivery may become, milliseconds. */
	mostAge?: number | undefined;
}

/** Makes deliveries: each until it succeeds, a few times and no more, and at the cost of nobody else. */
export class Courier {
	readonly #webhooks: WebhookStore;
	readonly #deliveries: DeliveryStore;
	readonly #targets: Targets;
	readonly #log: Log;
	readonly #tries: readonly number[];
	readonly #mostAge: number;
	readonly #stop = new AbortController();
	/** Under way: the webhook of each delivery, and its end. */
	readonly #underWay = new Map<string, { webhook: string; end: Promise<void> }>();
	#timer: NodeJS.Timeout | undefined;
	#closed = false;

	constructor(
		webhooks: WebhookStore,
		deliveries: DeliveryStore,
		targets: Targets,
		log: Log,
		{ tries = TRIES, mostAge = MOST_AGE }: CourierOptions = {},
	) {
		this.#webhooks = webhooks;
		this.#deliveries = deliveries;
		this.#targets = targets;
		this.#log = log;
		this.#tries = tries;
		this.#mostAge = mostAge;
	}

	/** Goes on with what an earlier hub has left. */
	start(): void {
		this.#goOn();
	}

	/** Has a webhook told something, as soon as can be. */
	add(webhook: string, body: string): void {
		const crowded = this.#deliveries.add(webhook, body, MOST_WAITING);
		if (crowded.length > 0) {
			this.#giveUp(webhook, `${MOST_WAITING} deliveries wait already, and the oldest made room`);
		}
		this.#goOn();
	}

	/** Tells a webhook something at once, and once only. @throws HubError as `post` */
	async tryOnce(webhook: string, id: string, body: string): Promise<void> {
		const address = this.#webhooks.addressOf(webhook);
		if (!address) return;
		try {
			const status = await this.#post(address, id, body);
			this.#webhooks.note(webhook, true, taken(status));
		} catch (error) {
			if (!this.#stop.signal.aborted) this.#webhooks.note(webhook, false, asHubError(error).message);
			throw error;
		}
	}

	/** Begins nothing more, and resolves when what is under way has ended; what takes too long is broken off. */
	async close(): Promise<void> {
		this.#closed = true;
		clearTimeout(this.#timer);
		const patience = setTimeout(() => this.#stop.abort(), FAREWELL);
		await Promise.all([...this.#underWay.values()].map(({ end }) => end));
		clearTimeout(patience);
		this.#stop.abort();
	}

	readonly #goOn = (): void => {
		if (this.#closed) return;
		try {
			this.#beginDue();
		} catch (error) {
			/* Such as a disk that is full, or a database that is busy. */
			const { code, message } = asHubError(error);
			this.#log.warn({ code }, `webhooks wait, as the database can't be used: ${message}`);
			this.#timer = setTimeout(this.#goOn, Math.max(...this.#tries)).unref();
		}
	};

	/** Begins what is due and may begin, and comes back when something else is. */
	#beginDue(): void {
		const now = Date.now();
		const longest = Math.max(...this.#tries);
		for (const delivery of this.#deliveries.due(now, longest)) this.#begin(delivery);
		const next = this.#deliveries.nextAfter(now);
		clearTimeout(this.#timer);
		if (next === undefined) return;
		this.#timer = setTimeout(this.#goOn, Math.min(next - now, longest) + 1).unref();
	}

	#begin(delivery: WaitingDelivery): void {
		const { id, webhook } = delivery;
		const others = [...this.#underWay.values()].filter((other) => other.webhook === webhook);
		if (this.#underWay.has(id) || others.length >= MOST_AT_ONCE) return;
		const end = this.#deliver(delivery).then(
			() => {
				this.#underWay.delete(id);
				this.#goOn();
			},
			/* Its outcome could not be written down: it is left alone until the next start, lest it is made again and again. */
			(error: unknown) => this.#log.error({ webhook, error }, "a delivery's outcome could not be stored"),
		);
		this.#underWay.set(id, { webhook, end });
	}

	async #deliver(delivery: WaitingDelivery): Promise<void> {
		const { id, webhook, body, created } = delivery;
		if (Date.now() - created > this.#mostAge) {
			this.#deliveries.remove(id);
			this.#giveUp(webhook, `it could not be made within ${Math.round(this.#mostAge / 60_000)} minutes`);
			return;
		}
		/* It may have got another address while the delivery waited. */
		const address = this.#webhooks.addressOf(webhook);
		if (!address) return;
		try {
			const status = await this.#post(address, id, body);
			this.#deliveries.remove(id);
			this.#webhooks.note(webhook, true, taken(status));
		} catch (error) {
			/* Broken off because the hub stops: whether it was taken nobody knows, so it is made again. */
			if (!this.#stop.signal.aborted) this.#onFailure(delivery, asHubError(error));
		}
	}

	#post({ url, secret }: { url: string; secret: string }, id: string, body: string): Promise<number> {
		return post(url, { id, body, secret }, this.#targets, this.#stop.signal);
	}

	#onFailure({ id, webhook, tries }: WaitingDelivery, { code, message }: HubError): void {
		const wait = code === "bad-address" ? undefined : this.#tries[tries + 1];
		const fields = { webhook, code, try: tries + 1, of: this.#tries.length };
		if (wait === undefined) {
			this.#deliveries.remove(id);
			this.#webhooks.note(webhook, false, `given up at try ${tries + 1}: ${message}`);
			this.#log.warn(fields, `a webhook was not delivered, and that is given up: ${message}`);
			return;
		}
		if (!this.#deliveries.postpone(id, Date.now() + wait)) return;
		this.#webhooks.note(webhook, false, message);
		this.#log.warn(
			{ ...fields, next: wait },
			`a webhook was not delivered, it is tried again in ${wait} ms: ${message}`,
		);
	}

	#giveUp(webhook: string, reason: string): void {
		this.#webhooks.note(webhook, false, `a delivery was given up: ${reason}`);
		this.#log.warn({ webhook }, `a webhook was not delivered, and that is given up: ${reason}`);
	}
}

const taken = (status: number): string => `it answered with the status ${status}`;
