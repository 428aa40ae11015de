import { CheckError } from "protocol/check";
import type { CommandHandlers, CommandValue } from "protocol/handlers";
import { ProtocolError } from "protocol/protocol-error";
import { AddressError } from "link/address";
import type { SettingsStore } from "settings/store";

/** The handlers of `settings.describe`, `settings.get` and `settings.set`. docs/protocol.md, "Commands". */
export function settingsHandlers(store: SettingsStore): CommandHandlers {
	return {
		"settings.describe": ({ from }) => store.describe(from),
		"settings.get": ({ names }) => answered(() => store.get(names)),
		"settings.set": ({ settings }) => answered(() => store.set(settings)),
	};
}

function answered(ask: () => CommandValue): CommandValue {
	try {
		return ask();
	} catch (error) {
		if (error instanceof CheckError || error instanceof AddressError) {
			const field = error instanceof CheckError ? error.field : "hub";
			throw new ProtocolError("bad-argument", error.message, { cause: error, field });
		}
		throw error;
	}
}
