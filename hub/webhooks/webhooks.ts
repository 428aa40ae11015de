import type { Log } from "../common/log";
import type { Database, Row } from "../store/database";
import type { Ring } from "../wire/viewer";
import { makeId, makeToken } from "../access/secrets";
import { asHubError, HubError } from "../common/errors";
import { post } from "./post";
import type { Targets } from "./targets";

/** A program that is told of rings. */
export interface Webhook {
	id: string;
	url: string;
	enabled: boolean;
	/** Milliseconds since 1970. */
	created: number;
	/** How the last delivery went since the hub's start; null before the first. */
	last: { time: number; ok: boolean; message: string } | null;
}

const MOST_WEBHOOKS = 50;
/** Deliveries that may be under way to one webhook; one more is dropped. */
const MOST_UNDER_WAY = 50;
/** How long before each try, milliseconds. */
export const TRIES: readonly number[] = [0, 2000, 10_000, 60_000, 300_000];

/** Tells programs of rings: signed, tried again a few times, and never at the cost of anybody else. */
export class Webhooks {
	readonly #database: Database;
	readonly #targets: Targets;
	readonly #log: Log;
	readonly #tries: readonly number[];
	readonly #stop = new AbortController();
	readonly #last = new Map<string, NonNullable<Webhook["last"]>>();
	readonly #underWay = new Map<string, number>();

	constructor(database: Database, targets: Targets, log: Log, tries: readonly number[] = TRIES) {
		this.#database = database;
		this.#targets = targets;
		this.#log = log;
		this.#tries = tries;
	}

	all(): Webhook[] {
		return this.#database
			.all("SELECT id, url, enabled, created FROM webhooks ORDER BY created")
			.map((row) => this.#toWebhook(row));
	}

	/** @throws HubError `not-found` */
	get(id: string): Webhook {
		const row = this.#database.get("SELECT id, url, enabled, created FROM webhooks WHERE id = ?", id);
		if (!row) throw new HubError("not-found", "there is no webhook of this ID");
		return this.#toWebhook(row);
	}

	/** Adds a webhook. @returns it with the secret by which it is signed, shown only here @throws HubError `bad-address`, `too-many` */
	add(url: string): Webhook & { secret: string } {
		this.#targets.check(url);
		if (this.all().length >= MOST_WEBHOOKS) {
			throw new HubError("too-many", `there are ${MOST_WEBHOOKS} webhooks already; remove one first`);
		}
		const id = makeId();
		const secret = makeToken("webhook");
		this.#database.run("INSERT INTO webhooks VALUES (?, ?, ?, 1, ?)", id, url, secret, Date.now());
		return { ...this.get(id), secret };
	}

	/** @throws HubError `not-found`, `bad-address` */
	change(id: string, { url, enabled }: { url?: string; enabled?: boolean }): Webhook {
		this.get(id);
		if (url !== undefined) {
			this.#targets.check(url);
			this.#database.run("UPDATE webhooks SET url = ? WHERE id = ?", url, id);
		}
		if (enabled !== undefined) {
			this.#database.run("UPDATE webhooks SET enabled = ? WHERE id = ?", enabled ? 1 : 0, id);
		}
		return this.get(id);
	}

	/** @throws HubError `not-found` */
	remove(id: string): void {
		this.get(id);
		this.#database.run("DELETE FROM webhooks WHERE id = ?", id);
		this.#last.delete(id);
	}

	/** Tells all of a ring that has begun. @param name of its doorbell */
	ring(ring: Ring, name: string): void {
		const body = { event: "ring", time: Date.now(), ring, device: { id: ring.device, name } };
		for (const { id, enabled } of this.all()) if (enabled) void this.#deliver(id, JSON.stringify(body));
	}

	/** Tries a webhook once, and says how it went. @throws HubError `not-found` */
	async test(id: string): Promise<NonNullable<Webhook["last"]>> {
		this.get(id);
		await this.#deliver(id, JSON.stringify({ event: "test", time: Date.now() }), [0]);
		return this.#last.get(id) ?? { time: Date.now(), ok: false, message: "it was removed meanwhile" };
	}

	/** Gives up what is under way. */
	close(): void {
		this.#stop.abort();
	}

	async #deliver(id: string, body: string, tries = this.#tries): Promise<void> {
		const underWay = this.#underWay.get(id) ?? 0;
		if (underWay >= MOST_UNDER_WAY) {
			this.#log.warn(
				{ webhook: id },
				`${MOST_UNDER_WAY} deliveries wait for this webhook; one more was dropped`,
			);
			return;
		}
		this.#underWay.set(id, underWay + 1);
		try {
			await this.#tryAll(id, { id: makeId(), body }, tries);
		} finally {
			this.#underWay.set(id, (this.#underWay.get(id) ?? 1) - 1);
		}
	}

	async #tryAll(id: string, delivery: { id: string; body: string }, tries: readonly number[]): Promise<void> {
		for (const [index, wait] of tries.entries()) {
			await this.#sleep(wait);
			/* It may have been changed or removed while it waited. */
			const row = this.#stop.signal.aborted
				? undefined
				: this.#database.get("SELECT url, secret FROM webhooks WHERE id = ?", id);
			if (!row) return;
			try {
				const secret = String(row["secret"]);
				const status = await post(
					String(row["url"]),
					{ ...delivery, secret },
					this.#targets,
					this.#stop.signal,
				);
				this.#note(id, true, `it answered with the status ${status}`);
				return;
			} catch (error) {
				const { code, message } = asHubError(error);
				if (this.#stop.signal.aborted) return;
				const next = code === "bad-address" ? undefined : tries[index + 1];
				this.#note(id, false, message);
				this.#log.warn(
					{ webhook: id, code, try: index + 1, of: tries.length, ...(next !== undefined && { next }) },
					next === undefined
						? `a webhook was not delivered, and that is given up: ${message}`
						: `a webhook was not delivered, it is tried again in ${next} ms: ${message}`,
				);
				if (next === undefined) return;
			}
		}
	}

	#sleep(milliseconds: number): Promise<void> {
		return new Promise((resolve) => {
			const timer = setTimeout(resolve, milliseconds).unref();
			this.#stop.signal.addEventListener("abort", () => {
				clearTimeout(timer);
				resolve();
			});
		});
	}

	#note(id: string, ok: boolean, message: string): void {
		this.#last.set(id, { time: Date.now(), ok, message });
	}

	#toWebhook(row: Row): Webhook {
		const id = String(row["id"]);
		return {
			id,
			url: String(row["url"]),
			enabled: row["enabled"] === 1,
			created: Number(row["created"]),
			last: this.#last.get(id) ?? null,
		};
	}
}
