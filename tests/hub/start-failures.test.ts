import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import Libsql from "libsql";
import { DeviceStore } from "../../hub/devices/device-store";
import { Database } from "../../hub/store/database";
import { HubProcess, type HubProcessOptions } from "../support/hub-process";

describe("hub: npm run hub that can't start says why and what to do, in a sentence, and loses nothing", function () {
	this.timeout(40_000);
	let folder = "";
	let started: HubProcess[] = [];
	beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "belltower-start-"))));
	afterEach(async () => {
		await Promise.all(started.map((hub) => hub.kill()));
		started = [];
		rmSync(folder, { recursive: true, force: true });
	});

	/** Runs it, and expects one line that says why not. */
	async function refused(
		says: RegExp,
		data: string,
		environment: Record<string, string> = {},
		more: Pick<HubProcessOptions, "words" | "largestFile" | "user"> = {},
	): Promise<void> {
		const { status, output } = await HubProcess.run({ data, environment, ...more });
		expect(output.trimEnd())
			.to.match(says)
			.and.match(/^belltower: [^\n]*$/);
		expect(status).to.equal(1);
	}

	it("where others can reach it and nobody would have to show who he is", () =>
		refused(/needs a password .*hub -- password.* and a token .*hub -- device add/, join(folder, "new"), {
			BELLTOWER_HOST: "0.0.0.0",
		}));

	it("when its port is taken, or none", async () => {
		const server = createServer().listen(0, "127.0.0.1");
		await once(server, "listening");
		const { port } = server.address() as AddressInfo;
		try {
			await refused(/port \d+ of 127\.0\.0\.1 is taken .*choose another port/, folder, {
				BELLTOWER_PORT: String(port),
			});
		} finally {
			server.close();
		}
		await refused(/BELLTOWER_PORT is "http"; it must be a whole number/, folder, { BELLTOWER_PORT: "http" });
	});

	it("when the data folder is a file, or can't be made or written to", async () => {
		writeFileSync(join(folder, "file"), "mine");
		await refused(/is a file; name a folder in BELLTOWER_DATA/, join(folder, "file"));
		expect(readFileSync(join(folder, "file"), "utf8")).to.equal("mine");
		await refused(/can't be used: ENOTDIR|is a file/, "/dev/null/belltower");
		const readOnly = join(folder, "read-only");
		mkdirSync(readOnly, { mode: 0o555 });
		chmodSync(folder, 0o755);
		/* Nothing is closed to root. */
		const user = process.getuid?.() === 0 ? { user: 65_534 } : {};
		for (const data of [readOnly, join(readOnly, "below")]) {
			await refused(
				/can't be written to by the user .*name another one in BELLTOWER_DATA/,
				data,
				{},
				{
					...user,
					words: ["device", "list"],
				},
			);
		}
	});

	it("when the disk is full: a folder that is new, and one that was used before", async () => {
		const full = /disk with the data folder .*(is full|is it full)/;
		await refused(full, join(folder, "new"), {}, { largestFile: 8 });
		const used = join(folder, "used");
		new Database(used).close();
		await refused(full, used, {}, { words: ["device", "add", "front-door"], largestFile: 8 });
		const database = new Database(used);
		expect(new DeviceStore(database).all()).to.deep.equal([]);
		database.close();
	});

	it("when the database is damaged: no database at all, cut off, or overwritten in its middle", async () => {
		const database = new Database(folder);
		const store = new DeviceStore(database);
		for (let number = 0; number < 200; number++) store.enter(`door-${number}`, `Door ${number}`);
		database.close();
		const whole = readFileSync(join(folder, "belltower.db"));
		const middle = Buffer.from(whole);
		middle.fill(0xa5, 4096, whole.byteLength - 4096);
		const cases = { none: Buffer.alloc(20_000, "no database"), cut: whole.subarray(0, 30_000), middle };
		for (const [name, bytes] of Object.entries(cases)) {
			const data = join(folder, name);
			mkdirSync(data);
			writeFileSync(join(data, "belltower.db"), bytes);
			await refused(/database .*belltower\.db is damaged .*left as it is: .*put a copy in its place/, data);
			expect(readFileSync(join(data, "belltower.db")).equals(bytes), `${name} is left as it was`).to.equal(
				true,
			);
		}
	});

	it("when a newer Belltower has written the database", async () => {
		const newer = new Libsql(join(folder, "belltower.db"));
		newer.exec("CREATE TABLE of_the_future (x); PRAGMA user_version = 99");
		newer.close();
		await refused(/newer Belltower \(version 99 .*update Belltower/, folder);
		await refused(/newer Belltower/, folder, {}, { words: ["device", "list"] });
	});

	it("when another hub runs on the same data folder, until that one has ended, however it did", async () => {
		const first = await HubProcess.start({ data: folder });
		started.push(first);
		await refused(/another hub runs on the data folder .*BELLTOWER_DATA/, folder);
		expect((await HubProcess.run({ data: folder, words: ["device", "add", "front-door"] })).status).to.equal(
			0,
		);
		expect((await fetch(`${first.url}/api/health`)).status).to.equal(200);
		await first.kill();
		const second = await HubProcess.start({ data: folder });
		started.push(second);
		expect(await second.end()).to.equal(0);
	});

	it("when its certificate's files can't be read, or one of the two is not named", async () => {
		const none = join(folder, "none.pem");
		await refused(/certificate can't be used: .*none\.pem/, folder, {
			BELLTOWER_TLS_CERT: none,
			BELLTOWER_TLS_KEY: none,
		});
		await refused(/BELLTOWER_TLS_CERT and BELLTOWER_TLS_KEY go together/, folder, {
			BELLTOWER_TLS_KEY: none,
		});
	});
});
