import "./xs-names";
import type { Storage } from "settings/twin-record";

/** A storage in memory. What is done to it can be made to fail, and what lies in it to be damaged. */
export class FakeStorage implements Storage {
	readonly blobs = new Map<string, Uint8Array<ArrayBuffer>>();
	/** How many writes and deletes there have been. */
	changes = 0;
	/** The change that throws and does nothing, counted from 0. */
	failing = Infinity;

	read(key: string): ArrayBuffer | undefined {
		return this.blobs.get(key)?.slice().buffer;
	}

	write(key: string, value: ArrayBuffer): void {
		this.#change();
		this.blobs.set(key, new Uint8Array(value.slice(0)));
	}

	delete(key: string): void {
		this.#change();
		this.blobs.delete(key);
	}

	#change(): void {
		if (this.changes++ === this.failing) throw new Error("ESP_ERR_FLASH_OP_FAIL");
	}
}
