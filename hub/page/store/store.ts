import { batch, computed, signal } from "@preact/signals";
import type { DeliveryMessage, DeviceSummary, Ring, StatsMessage, Talker } from "../../wire/viewer";
import type { ConnectionState } from "../api/connection";
import type { Session } from "../api/session";
import type { TalkState } from "../audio/talker";
import { Notices } from "./notices";
import { readRoute, type Route } from "./route";

/** A conversation that was taken up on this page. */
export interface Call {
	ring: string;
	device: string;
	/** ms since 1970 */
	since: number;
}

/** The picture on the canvas, as far as words about it go. */
export interface PictureFacts {
	width: number;
	height: number;
}

/**
 * Everything that the page knows. What the hub says and what a person does goes in here; the views show what is here and
 * nothing else.
 */
export class Store {
	readonly route = signal<Route>(readRoute(location.hash));
	readonly notices = new Notices();

	readonly connection = signal<ConnectionState>("connecting");
	/** When the next attempt to connect is made, as performance.now() says, if one is waited for. */
	readonly retryAt = signal<number | undefined>(undefined);
	readonly session = signal<Session | undefined>(undefined);
	/** The number of this page at the hub. */
	readonly viewer = signal(0);

	/** All doorbells; undefined before the hub said so. */
	readonly devices = signal<readonly DeviceSummary[] | undefined>(undefined);
	/** Rings that the hub has told of since the page was opened, by ID. */
	readonly rings = signal<ReadonlyMap<string, Ring>>(new Map());
	/** Rings that the person does not want to be shown large. */
	readonly silenced = signal<ReadonlySet<string>>(new Set());
	readonly call = signal<Call | undefined>(undefined);
	/** Counts what rollouts of firmware the hub has told of, so that views ask anew. */
	readonly updateNews = signal(0);

	/** The doorbell that is watched. */
	readonly watched = signal<string | null>(null);
	readonly talker = signal<Talker | null>(null);
	readonly colors = signal<readonly string[]>([]);
	readonly stats = signal<StatsMessage | null>(null);
	readonly delivery = signal<DeliveryMessage | null>(null);
	readonly picture = signal<PictureFacts | undefined>(undefined);
	/** Whether the watched doorbell holds its door open. */
	readonly doorOpen = signal(false);
	/** Why the watched doorbell sends no pictures, if it said so. */
	readonly fault = signal("");

	readonly listening = signal(false);
	readonly talk = signal<TalkState>("idle");
	/** Whether somebody has touched the page: before that, a browser lets no bell sound. */
	readonly touched = signal("userActivation" in navigator && navigator.userActivation.hasBeenActive);

	/** The ring to be answered first. */
	readonly ringing = computed<Ring | undefined>(() => {
		const silenced = this.silenced.value;
		return [...this.rings.value.values()]
			.filter(({ id, state }) => state === "ringing" && !silenced.has(id))
			.sort((a, b) => a.time - b.time)[0];
	});

	/** The doorbell whose page is open: the chosen one, or, where there is but one, that. */
	readonly open = computed<string | null>(() => {
		const route = this.route.value;
		if (route.page === "doorbell") return route.device;
		const devices = this.devices.value;
		return route.page === "doors" && devices?.length === 1 ? (devices[0]?.id ?? null) : null;
	});

	/** The doorbell that is to be watched: the one that rings, or is talked with, or whose page is open. */
	readonly wanted = computed<string | null>(
		() => this.ringing.value?.device ?? this.call.value?.device ?? this.open.value,
	);

	/** The doorbell that is watched, as the hub describes it. */
	readonly device = computed(() => this.find(this.watched.value));

	/** Whether the watched doorbell can be asked for something. */
	readonly reachable = computed(() => this.connection.value === "open" && this.device.value?.online === true);

	find(id: string | null): DeviceSummary | undefined {
		return this.devices.value?.find((device) => device.id === id);
	}

	/** What people call a doorbell. */
	nameOf(id: string): string {
		return this.find(id)?.name ?? id;
	}

	/** Takes what the hub says of a ring. */
	takeRing(ring: Ring): void {
		this.rings.value = new Map(this.rings.value).set(ring.id, ring);
	}

	/** Does not show a ring large any more, though it goes on. */
	silence(ring: string): void {
		this.silenced.value = new Set(this.silenced.value).add(ring);
	}

	/** Another doorbell is watched, or the same anew: what was known of it is the past. */
	forgetWatched(): void {
		batch(() => {
			this.talker.value = null;
			this.colors.value = [];
			this.stats.value = null;
			this.delivery.value = null;
			this.picture.value = undefined;
			this.doorOpen.value = false;
			this.fault.value = "";
		});
	}
}
