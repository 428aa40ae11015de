import storage from "embedded:storage/key-value";
import type { Storage } from "settings/twin-record";

/** Opens the namespace of NVS in which the settings are kept; undefined, and said, where that can't be. */
export function openStorage(log: (text: string) => void): Storage | undefined {
	try {
		return storage.open({ path: "belltower" });
	} catch (error) {
		log(`settings: the storage can't be opened: ${error instanceof Error ? error.message : String(error)}`);
		return undefined;
	}
}
