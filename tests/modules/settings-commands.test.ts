import { expect } from "chai";
import { FakeStorage } from "../support/fake-storage";
import { parseCommand } from "protocol/commands";
import { ProtocolError } from "protocol/protocol-error";
import { settingsHandlers } from "settings/commands";
import { SettingsStore } from "settings/store";

describe("settings/commands", () => {
	it("name the setting that is wrong, whatever the sentence says", () => {
		const defaults = { hub: "ws://hub:8000", board: { name: "a-board" } };
		const store = new SettingsStore({ storage: new FakeStorage(), defaults, migrations: [] });
		const fieldOf = (settings: Record<string, unknown>): string | undefined => {
			const command = parseCommand({ type: "settings.set", settings });
			if (command.type !== "settings.set") throw new Error("another command was read");
			try {
				void settingsHandlers(store)["settings.set"]?.(command);
			} catch (error) {
				if (error instanceof ProtocolError) return error.field;
				throw error;
			}
			throw new Error("it was taken");
		};
		expect(fieldOf({ volume: 101 })).to.equal("volume");
		expect(fieldOf({ hub: "nowhere" })).to.equal("hub");
		expect(fieldOf({ volume: 50, password: "x".repeat(100) })).to.equal("password");
	});
});
