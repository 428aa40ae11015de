import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import Libsql from "libsql";
import { Database } from "../../hub/store/database";
import { MIGRATIONS } from "../../hub/store/migrations";
import { DeviceStore } from "../../hub/devices/device-store";
import { RingStore } from "../../hub/rings/ring-store";

describe("hub: database", () => {
	let folder: string;
	beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "belltower-data-"))));
	afterEach(() => rmSync(folder, { recursive: true, force: true }));

	/** What a hub of that time has left behind. */
	function written(version: number, ...statements: string[]): void {
		const database = new Libsql(join(folder, "belltower.db"));
		for (const sql of [...MIGRATIONS.slice(0, version), ...statements]) database.exec(sql);
		database.pragma(`user_version = ${version}`);
		database.close();
	}

	it("brings rings over from before their ends were known", () => {
		const row = (id: string, state: string, by: string | null, ended: number | null): string =>
			`INSERT INTO rings (id, device, ring, time, stored, state, by, ended) VALUES
				('${id}', 'front-door', '${id}', 1000, 1000, '${state}', ${by === null ? "NULL" : `'${by}'`}, ${ended ?? "NULL"})`;
		written(
			2,
			row("a", "answered", "anna", 4000),
			row("m", "missed", null, 31_000),
			row("r", "ringing", null, null),
		);
		const database = new Database(folder);
		const store = new RingStore(database, { count: 10, days: 90, bytes: 1000 });
		expect(store.get("a"))
			.to.include({ state: "ended", by: "anna", answered: 4000 })
			.and.not.have.property("ended");
		expect(store.get("m")).to.include({ state: "missed", ended: 31_000 }).and.not.have.property("answered");
		expect(store.get("r")).to.include({ state: "ringing" });
		database.close();
	});

	it("takes a doorbell's last snapshot for its last picture", () => {
		const ring = (time: number, snapshot: string): string =>
			`INSERT INTO rings (id, device, ring, time, stored, state, snapshot) VALUES
				('r${time}', 'front-door', '${time}', ${time}, ${time}, 'missed', ${snapshot})`;
		written(
			2,
			"INSERT INTO devices (id, created) VALUES ('front-door', 1)",
			ring(1000, "x'ffd801'"),
			ring(2000, "x'ffd802'"),
			ring(3000, "NULL"),
		);
		const database = new Database(folder);
		const store = new DeviceStore(database);
		expect(store.picture("front-door")).to.deep.equal({ picture: Buffer.from("ffd802", "hex"), time: 2000 });
		expect(store.get("front-door")).to.include({ pictured: 2000 });
		database.close();
	});

	it("refuses what a newer hub has written", () => {
		written(0);
		const database = new Libsql(join(folder, "belltower.db"));
		database.pragma(`user_version = ${MIGRATIONS.length + 1}`);
		database.close();
		expect(() => new Database(folder)).to.throw(/update Belltower/);
	});
});
