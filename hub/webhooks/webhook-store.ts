import type { Database, Row } from "../store/database";
import { makeId, makeToken } from "../access/secrets";
import { HubError } from "../common/errors";
import { WEBHOOK_EVENTS, type WebhookEvent } from "./events";

/** A program that is told of what happens. Times are milliseconds since 1970. */
export interface Webhook {
	id: string;
	url: string;
	/** What it is told of. */
	events: WebhookEvent[];
	enabled: boolean;
	created: number;
	/** How the last try went; null before the first. */
	last: { time: number; ok: boolean; message: string } | null;
	/** Deliveries that are still to be made. */
	waiting: number;
}

/** What may be changed of a webhook. */
export interface WebhookChange {
	url?: string;
	events?: readonly WebhookEvent[];
	enabled?: boolean;
}

const MOST_WEBHOOKS = 50;
const SELECT = `SELECT id, url, events, enabled, created, last_time, last_ok, last_message,
	(SELECT count(*) FROM deliveries WHERE webhook = webhooks.id) AS waiting FROM webhooks`;

/** The webhooks that are entered, and how each went last. */
export class WebhookStore {
	readonly #database: Database;

	constructor(database: Database) {
		this.#database = database;
	}

	all(): Webhook[] {
		return this.#database.all(`${SELECT} ORDER BY created, id`).map(toWebhook);
	}

	/** @throws HubError `not-found` */
	get(id: string): Webhook {
		const row = this.#database.get(`${SELECT} WHERE id = ?`, id);
		if (!row) throw new HubError("not-found", "there is no webhook of this ID");
		return toWebhook(row);
	}

	/** What a delivery needs to know, if there is such a webhook. */
	addressOf(id: string): { url: string; secret: string } | undefined {
		const row = this.#database.get("SELECT url, secret FROM webhooks WHERE id = ?", id);
		return row && { url: String(row["url"]), secret: String(row["secret"]) };
	}

	/** Adds a webhook. @returns it with the secret by which it is signed, which can't be had again @throws HubError `too-many` */
	add(url: string, events: readonly WebhookEvent[]): Webhook & { secret: string } {
		if (this.all().length >= MOST_WEBHOOKS) {
			throw new HubError("too-many", `there are ${MOST_WEBHOOKS} webhooks already; remove one first`);
		}
		const id = makeId();
		const secret = makeToken("webhook");
		this.#database.run(
			"INSERT INTO webhooks (id, url, secret, events, created) VALUES (?, ?, ?, ?, ?)",
			id,
			url,
			secret,
			namesOf(events),
			Date.now(),
		);
		return { ...this.get(id), secret };
	}

	/** @throws HubError `not-found` */
	change(id: string, { url, events, enabled }: WebhookChange): Webhook {
		const before = this.get(id);
		this.#database.run(
			"UPDATE webhooks SET url = ?, events = ?, enabled = ? WHERE id = ?",
			url ?? before.url,
			namesOf(events ?? before.events),
			(enabled ?? before.enabled) ? 1 : 0,
			id,
		);
		return this.get(id);
	}

	/** Takes note of how a try went. */
	note(id: string, ok: boolean, message: string): void {
		this.#database.run(
			"UPDATE webhooks SET last_time = ?, last_ok = ?, last_message = ? WHERE id = ?",
			Date.now(),
			ok ? 1 : 0,
			message,
			id,
		);
	}

	/** Forgets a webhook and what it is still to be told. @throws HubError `not-found` */
	remove(id: string): void {
		this.get(id);
		this.#database.run("DELETE FROM webhooks WHERE id = ?", id);
	}
}

/** As they are stored: each once, in the order of the list. */
function namesOf(events: readonly WebhookEvent[]): string {
	return JSON.stringify(WEBHOOK_EVENTS.filter((event) => events.includes(event)));
}

function toWebhook(row: Row): Webhook {
	const events = JSON.parse(String(row["events"])) as unknown[];
	const { last_time: time, last_ok: ok, last_message: message } = row;
	return {
		id: String(row["id"]),
		url: String(row["url"]),
		events: WEBHOOK_EVENTS.filter((event) => events.includes(event)),
		enabled: row["enabled"] === 1,
		created: Number(row["created"]),
		last: typeof time === "number" ? { time, ok: ok === 1, message: String(message) } : null,
		waiting: Number(row["waiting"]),
	};
}
