import storage from "embedded:storage/key-value";
import { messageOf } from "protocol/message-of";
import type { Storage } from "settings/twin-record";

/** Opens the namespace of NVS in which the settings are kept; undefined, and said, where that can't be. */
export function openStorage(log: (text: string) => void): Storage | undefined {
	try {
		return openNamespace("belltower");
	} catch (error) {
		log(`settings: the storage can't be opened: ${messageOf(error)}`);
		return undefined;
	}
}

/** Opens a namespace of NVS for buffers. What the SDK throws where that can't be is thrown. */
export function openNamespace(path: string): Storage {
	const opened = storage.open({ path, format: "buffer" });
	return {
		read: (key) => {
			const value: unknown = opened.read(key);
			return value instanceof ArrayBuffer ? value : undefined;
		},
		write: (key, value) => opened.write(key, value),
		delete: (key) => opened.delete(key),
	};
}
