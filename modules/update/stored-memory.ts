import { openNamespace } from "settings/storage";
import { type StoredRecord, TwinRecord } from "settings/twin-record";
import type { UpdateMemory } from "update/update-record";

/**
 * Keeps what an update must know after a restart in a namespace of NVS of its own, whole whenever the power is cut. Where that
 * can't be opened, which is said, an update begins anew after a restart.
 */
export function storedMemory(log: (text: string) => void): UpdateMemory {
	let twin: TwinRecord | undefined;
	let record: StoredRecord | undefined;
	try {
		twin = new TwinRecord(openNamespace("updates"));
	} catch (error) {
		log(`update: the storage can't be opened: ${error instanceof Error ? error.message : String(error)}`);
	}
	return {
		read() {
			record = twin?.read().record;
			return record?.text;
		},
		write(text) {
			record = twin?.write(text, record);
		},
	};
}
