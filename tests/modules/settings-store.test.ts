import { expect } from "chai";
import { FakeStorage } from "../support/fake-storage";
import { SettingsStore } from "settings/store";
import type { Migration } from "settings/stored-values";
import { longestRecord, TwinRecord } from "settings/twin-record";

const board = { name: "a-board" };
const defaults = {
	hub: "ws://hub:8000",
	device: "front-door",
	ssid: "Home",
	password: "correct horse",
	board,
};

function open(storage: FakeStorage | undefined, given: object = {}, migrations: readonly Migration[] = []) {
	return new SettingsStore({ storage, defaults: { ...defaults, ...given }, migrations });
}

describe("settings/store", () => {
	it("has what the image configured, until something is set; and keeps what is set", () => {
		const storage = new FakeStorage();
		const store = open(storage, { volume: "50" });
		expect(store.problems).to.deep.equal([]);
		expect([store.values.volume, store.values.gain]).to.deep.equal([50, 24]);
		expect(store.set({ volume: 80, hub: "ws://other:9000" })).to.deep.equal({
			set: ["volume", "hub"],
			restart: ["hub"],
		});
		const later = open(storage, { volume: "50" });
		expect(later.problems).to.deep.equal([]);
		expect(later.values.volume).to.equal(80);
		expect(later.values.hub).to.deep.include({ host: "other", port: 9000 });
	});

	it("returns a setting to its default", () => {
		const storage = new FakeStorage();
		open(storage).set({ volume: 80, name: "Gate" });
		open(storage).set({ volume: null });
		expect(open(storage).get(["volume", "name"]).settings).to.deep.equal({ volume: 70, name: "Gate" });
	});

	it("changes its values in place, and tells what has changed", () => {
		const store = open(new FakeStorage());
		const { values } = store;
		const told: unknown[] = [];
		store.onChanged = (names) => told.push(names);
		store.set({ volume: 80, gain: 24, bell: false });
		store.set({ volume: 80 });
		expect(store.values).to.equal(values);
		expect(values).to.deep.include({ volume: 80, bell: false });
		expect(told).to.deep.equal([["volume", "gain", "bell"]]);
	});

	it("does not write what is there already", () => {
		const storage = new FakeStorage();
		open(storage).set({ volume: 80 });
		const { changes } = storage;
		open(storage).set({ volume: 80 });
		expect(storage.changes).to.equal(changes);
	});

	it("sets all or nothing", () => {
		const storage = new FakeStorage();
		const store = open(storage);
		const { changes } = storage;
		expect(() => store.set({ volume: 80, gain: 43 })).to.throw(/^gain is 43; it must be a whole number/);
		expect(() => store.set({ volume: 80, loudness: 1 })).to.throw(/^a setting is "loudness"; it must be one/);
		expect(() => store.set({ volume: 80, hub: "http://a" })).to.throw(/^the hub's address is "http:\/\/a"/);
		expect(store.values.volume).to.equal(70);
		expect(storage.changes).to.equal(changes);
	});

	it("takes no worst picture that is better than the best", () => {
		const store = open(new FakeStorage());
		expect(() => store.set({ lowestFrameSize: "XGA" })).to.throw(
			'lowestFrameSize is "XGA"; it must be no larger than frameSize, which is "VGA"',
		);
		expect(() => store.set({ quality: 20, worstQuality: 19 })).to.throw(/^worstQuality is 19/);
		store.set({ framesPerSecond: 1 });
		expect(store.values.lowestFramesPerSecond).to.equal(1);
	});

	it("does not tell secrets, nor in what is wrong with them", () => {
		const store = open(new FakeStorage(), { token: "" });
		expect(store.get(["password", "token"]).settings).to.deep.equal({
			password: { set: true },
			token: { set: false },
		});
		expect(() => store.set({ password: "seven77" })).to.throw(
			/^password is a value that is not shown here; it must be 8 to 63/,
		);
		expect(open(new FakeStorage(), { token: "two words" }).problems.join()).not.to.include("two words");
		expect(JSON.stringify(store.describe())).not.to.include("correct horse");
	});

	it("describes each setting once, in pages that fit a message", () => {
		const store = open(new FakeStorage());
		const seen: string[] = [];
		let from: number | null = 0;
		while (from !== null) {
			const page: ReturnType<SettingsStore["describe"]> = store.describe(from);
			expect(JSON.stringify(page).length).to.be.below(4096 - 100);
			seen.push(...page.settings.map(({ name }) => name));
			from = page.next;
		}
		expect(seen).to.deep.equal(Object.keys(store.get().settings));
		expect(store.describe(100)).to.deep.equal({ version: 1, settings: [], next: null });
		const [page] = store.describe(7).settings;
		expect(page).to.deep.equal({
			name: "volume",
			type: "whole",
			minimum: 0,
			maximum: 100,
			default: 70,
			sentence: "How loud the speaker is, in percent.",
			restart: false,
		});
	});

	it("keeps who the doorbell is when an image says nothing of it, and believes an image that says something new", () => {
		const storage = new FakeStorage();
		open(storage);
		const nothing = { ssid: "", password: "", hub: undefined, device: undefined };
		const updated = open(storage, nothing);
		expect(updated.values).to.deep.include({ ssid: "Home", device: "front-door" });
		expect(updated.problems).to.deep.equal([]);
		updated.set({ ssid: "Cellar" });
		expect(open(storage, nothing).values.ssid).to.equal("Cellar");
		expect(open(storage).values.ssid).to.equal("Cellar");
		expect(open(storage, { ssid: "Attic" }).values.ssid).to.equal("Attic");
	});

	it("returns to what the image configured, and leaves no copy of what was set", () => {
		const storage = new FakeStorage();
		const store = open(storage);
		store.set({ token: "abcdef" });
		store.set({ token: "uvwxyz", volume: 1 });
		store.reset();
		expect(store.values).to.deep.include({ token: "", volume: 70, ssid: "Home" });
		const left = [...storage.blobs.values()].map((blob) => String.fromCharCode(...blob)).join();
		expect(left).not.to.match(/abcdef|uvwxyz/);
		expect(open(storage).values).to.deep.include({ token: "", volume: 70, ssid: "Home" });
	});

	it("leaves all as it was when the storage fails, at whichever change", () => {
		for (const failing of [0, 1]) {
			const storage = new FakeStorage();
			const store = open(storage);
			store.set({ volume: 1 });
			storage.changes = 0;
			storage.failing = failing;
			expect(() => store.set({ volume: 2 })).to.throw(
				"the settings could not be stored, and are as before: ESP_ERR_FLASH_OP_FAIL",
			);
			expect([store.values.volume, open(storage).values.volume]).to.deep.equal([1, 1]);
			store.set({ volume: 3 });
			expect(open(storage).values.volume).to.equal(3);
		}
	});

	it("falls back to the copy of before when a bit of the newest is wrong, and says so", () => {
		const storage = new FakeStorage();
		const store = open(storage);
		store.set({ volume: 1 });
		const before = new Map(storage.blobs);
		store.set({ volume: 2 });
		const [newest = ""] = [...storage.blobs.keys()].filter(
			(key) => storage.blobs.get(key) !== before.get(key),
		);
		const whole = storage.blobs.get(newest) ?? new Uint8Array();
		for (let bit = 0; bit < 8 * whole.length; bit += 5) {
			const damaged = whole.slice();
			damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
			storage.blobs.set(newest, damaged);
			const { values, problems } = open(storage);
			expect(values.volume, `bit ${bit}`).to.equal(1);
			expect(problems[0]).to.match(/^record\.[01] can't be used: /);
		}
	});

	it("goes on without a storage, and says that nothing can be set", () => {
		const store = open(undefined);
		expect(store.values.ssid).to.equal("Home");
		expect(() => store.set({ volume: 1 })).to.throw(/the storage is missing/);
		expect(store.values.volume).to.equal(70);
	});

	it("refuses what would not fit the record", () => {
		const store = open(new FakeStorage());
		const line = "A".repeat(64);
		// A SEQUENCE of 1,676 bytes, as a certificate begins.
		const body = Array(35).fill(line).join("\n").replace(/^.{8}/, "MIIGjAAA");
		const ca = `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----`;
		store.set({ ca, name: "字".repeat(64), token: "a".repeat(256), ssid: "字".repeat(10) });
		const text = "x".repeat(longestRecord + 1);
		expect(() => new TwinRecord(new FakeStorage()).write(text, undefined)).to.throw(/there may be 3984/);
	});
});

describe("settings/stored-values", () => {
	const louder: Migration = ({ loudness, ...rest }) => ({ ...rest, volume: Number(loudness) * 10 });

	function stored(version: number, values: object): FakeStorage {
		const storage = new FakeStorage();
		new TwinRecord(storage).write(JSON.stringify({ version, values, seeds: {} }), undefined);
		return storage;
	}

	it("brings what an earlier version has stored up to the present one", () => {
		const store = open(stored(1, { loudness: 4, gain: 3 }), {}, [louder]);
		expect(store.values).to.deep.include({ volume: 40, gain: 3 });
		expect(store.get([])).to.deep.equal({ version: 2, settings: {} });
	});

	it("reads what a later version has stored as far as it knows it, and keeps the rest", () => {
		const storage = stored(3, { gain: 3, volume: "a word", echo: { tail: 7 } });
		const store = open(storage);
		expect(store.values).to.deep.include({ volume: 70, gain: 3 });
		expect(store.problems[0]).to.match(/^what is stored: volume is/);
		store.set({ gain: 4 });
		const { record } = new TwinRecord(storage).read();
		expect(JSON.parse(record?.text ?? "")).to.deep.include({
			version: 3,
			values: {
				hub: "ws://hub:8000",
				device: "front-door",
				ssid: "Home",
				password: "correct horse",
				gain: 4,
				volume: "a word",
				echo: { tail: 7 },
			},
		});
	});

	it("says that what is stored is no settings", () => {
		const storage = new FakeStorage();
		new TwinRecord(storage).write("[]", undefined);
		expect(open(storage).problems[0]).to.match(/^what is stored can't be used: it is no object/);
	});
});
