import type { HubMessage } from "../wire/viewer";
import { frameText } from "../relay/frame";

/** Who watches a doorbell and is told what it does. */
export interface Watcher {
	/**
	 * @param kind of news of the same kind only the newest matter
	 * @param frame a text frame, the same for all who watch
	 */
	sendNews(kind: string, frame: Buffer): void;
}

/** All who watch a doorbell. A message is made a frame once, and only where there is somebody to be told. */
export class Watchers {
	readonly #watchers = new Set<Watcher>();

	get size(): number {
		return this.#watchers.size;
	}

	add(watcher: Watcher): void {
		this.#watchers.add(watcher);
	}

	remove(watcher: Watcher): void {
		this.#watchers.delete(watcher);
	}

	/** @param kind of news of the same kind only the newest matter */
	tell(kind: string, message: HubMessage): void {
		if (this.#watchers.size === 0) return;
		const frame = frameText(message);
		for (const watcher of this.#watchers) watcher.sendNews(kind, frame);
	}
}
