import { expect } from "chai";
import storage from "embedded:storage/key-value";
import { SettingsStore } from "settings/store";
import {
	changedBytes,
	cutPowerAfter,
	restartFlash,
	restoreFlash,
	saveFlash,
	wipeFlash,
} from "./nvs-controls";

const defaults = { hub: "ws://hub:8000", device: "front-door", ssid: "Home", board: { name: "a-board" } };

function open(): SettingsStore {
	return new SettingsStore({ storage: storage.open({ path: "belltower" }), defaults });
}

/** What the settings are, of those that change together. */
function shown({ values }: SettingsStore): string {
	return `${values.name} ${values.volume} ${String(values.password)}`;
}

const before = { name: "Before", volume: 1, password: "the old one" };
const after = { name: "After", volume: 2, password: "the new one" };
const either = ["Before 1 the old one", "After 2 the new one"];

/** Stores `before` in a flash that is new. */
function prepare(): void {
	wipeFlash();
	open().set(before);
	saveFlash();
}

/** Cuts the power at each byte of what `change` does, or each `step`th, and gives what was there after the restarts. */
function cutEverywhere(
	step: number,
	change: (store: SettingsStore) => void,
	inMemory = either.slice(0, 1),
): Set<string> {
	const start = changedBytes();
	change(open());
	const bytes = changedBytes() - start;
	const found = new Set<string>();
	for (let cut = 0; ; cut = Math.min(cut + step, bytes)) {
		restoreFlash();
		const store = open();
		cutPowerAfter(cut);
		let failed = false;
		try {
			change(store);
		} catch {
			failed = true;
			expect(shown(store), `in memory after a cut at byte ${cut}`).to.be.oneOf(inMemory);
		}
		restartFlash();
		const restarted = open();
		const now = shown(restarted);
		if (!failed) expect(now, `after all ${cut} of ${bytes} bytes`).not.to.equal(either[0]);
		found.add(now);
		restarted.set({ volume: 9 });
		restartFlash();
		expect(open().values.volume, `can be set after a cut at byte ${cut}`).to.equal(9);
		if (cut === bytes) return found;
	}
}

describe("settings and the power", () => {
	it("leave the old settings or the new, all of them, at whichever byte the power is cut", () => {
		prepare();
		expect([...cutEverywhere(1, (store) => store.set(after))].sort()).to.deep.equal([...either].sort());
	});

	it("do so where the flash has to be tidied for it", () => {
		wipeFlash();
		let tidied = 0;
		for (let round = 0; tidied < 2 && round < 200; round++) {
			open().set({ name: "x".repeat(20 + (round % 40)), gain: round % 40 });
			open().set(before);
			saveFlash();
			const start = changedBytes();
			open().set(after);
			const isTidied = changedBytes() - start > 4096;
			restoreFlash();
			if (!isTidied) continue;
			tidied++;
			expect([...cutEverywhere(29, (store) => store.set(after))].sort()).to.deep.equal([...either].sort());
			restoreFlash();
		}
		expect(tidied).to.equal(2);
	});

	it("leave the old settings or those of the factory when the power is cut in a reset", () => {
		prepare();
		const oldOrFactory = ["Before 1 the old one", "Doorbell 70 "];
		const found = cutEverywhere(1, (store) => store.reset(), oldOrFactory);
		expect([...found].sort()).to.deep.equal(oldOrFactory);
	});
});
