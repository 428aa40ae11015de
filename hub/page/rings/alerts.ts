import { effect } from "@preact/signals";
import type { Ring } from "../../wire/viewer";
import type { Store } from "../store/store";
import { ringSnapshot } from "../api/rings";
import { Bell } from "../audio/bell";
import { preference } from "../store/preferences";
import { hrefOf } from "../store/route";
import { dismissNotification, notify, prepareNotifications, whenClicked } from "./notification";

/** Milliseconds that a phone shakes and rests. */
const SHAKES = [400, 200, 400, 1600];

/** Tells the person that it rings, also one who does not look: by sound, by a notification, by the window's title. */
export class Alerts {
	readonly bell = new Bell();
	/** Whether this device rings aloud. */
	readonly aloud = preference("bell", true);
	readonly #store: Store;
	#shown: Ring | undefined;

	constructor(store: Store) {
		this.#store = store;
	}

	/** Begins, and goes on until the page is closed. */
	start(): void {
		effect(() => this.#tell(this.#store.ringing.value, this.aloud.value));
		effect(() => {
			document.title = titleOf(this.#store);
		});
		prepareNotifications();
		whenClicked((place) => (location.hash = place));
		for (const name of ["pointerdown", "keydown"]) {
			addEventListener(name, () => (this.#store.touched.value = true), { once: true, capture: true });
		}
	}

	#tell(ring: Ring | undefined, aloud: boolean): void {
		if (ring && aloud) this.bell.start();
		else this.bell.stop();
		if (ring?.id === this.#shown?.id) return;
		if (this.#shown) {
			dismissNotification(this.#shown.id);
			this.#shake([]);
		}
		this.#shown = ring;
		if (!ring) return;
		if (aloud) this.#shake([...SHAKES, ...SHAKES, ...SHAKES]);
		void notify({
			id: ring.id,
			title: this.#store.nameOf(ring.device),
			text: "Somebody is at the door",
			place: hrefOf({ page: "doorbell", device: ring.device, panel: "door" }),
			...(ring.snapshot && { picture: ringSnapshot(ring.id) }),
		});
	}

	/** Not all browsers can, and none does before the page was touched. */
	#shake(pattern: number[]): void {
		if (this.#store.touched.peek() && "vibrate" in navigator) navigator.vibrate(pattern);
	}
}

function titleOf(store: Store): string {
	const ring = store.ringing.value;
	if (ring) return `🔔 ${store.nameOf(ring.device)} rings`;
	const open = store.find(store.open.value);
	return open ? `${open.name} · Belltower` : "Belltower";
}
