import { assert } from "chai";
import type { ServerFault } from "./fake-image-server";
import { codeOf, first, payload, phases, second, updated } from "./update-cases";
import { board, jobOf, makeImage, World } from "./update-world";

/** Numbers that are the same in each run (xorshift32). */
function randomNumbers(seed: number): (below: number) => number {
	let state = seed;
	return (below) => {
		state ^= state << 13;
		state ^= state >>> 17;
		state ^= state << 5;
		return (state >>> 0) % below;
	};
}

describe("an update", () => {
	it("loads to the other slot, runs on trial and is confirmed", () => {
		const world = updated();
		assert.equal(world.version, "1.1.0");
		assert.deepEqual(
			phases(world).filter((phase, index, all) => phase !== all[index - 1]),
			["accepted", "downloading", "verifying", "restarting", "trial", "confirmed"],
		);
		assert.equal(world.unerased, 0);
		assert.equal(world.powerCycle(), "1.1.0");
		world.close();
	});

	it("shows the token to the hub only", () => {
		const world = updated((each) => {
			each.server.faults = [{ kind: "redirect", location: "http://elsewhere/image" }];
		});
		assert.include(world.server.requests[0], "Authorization: Bearer secret");
		assert.notInclude(world.server.requests[1], "secret");
		assert.equal(world.version, "1.1.0");
		world.close();
	});

	it("goes on where it was when the link is lost", () => {
		const world = updated((each) => {
			each.server.faults = [{ kind: "cut", after: 20_000 }];
		});
		assert.include(world.server.requests[1], "Range: bytes=16384-");
		assert.equal(world.version, "1.1.0");
		world.close();
	});

	it("goes on after a restart", () => {
		const world = updated((each) => {
			each.server.faults = [{ kind: "hang", after: 30_000 }];
			each.run = () => each.time.advance(2000);
		});
		world.powerCycle();
		World.prototype.run.call(world);
		assert.equal(world.version, "1.1.0");
		world.close();
	});

	const refusals: [string, (job: ReturnType<typeof jobOf>) => object][] = [
		["wrong-board", (job) => ({ ...job, board: "another" })],
		["too-large", (job) => ({ ...job, size: 0x10001 })],
		["older", (job) => ({ ...job, version: "0.9.0" })],
		["same-version", (job) => ({ ...job, version: "1.0.0" })],
		["bad-address", (job) => ({ ...job, url: "ftp://hub/image" })],
	];
	for (const [code, change] of refusals)
		it(`is refused before the flash is touched: ${code}`, () => {
			const world = new World(first());
			const job = jobOf("1.1.0", second());
			world.cutPower(1, 0);
			assert.equal(
				codeOf(() => world.update({ ...job, ...change(job) })),
				code,
			);
			assert.deepEqual(world.server.requests, []);
			world.run(5);
			assert.isTrue(world.isOn);
			world.close();
		});

	const wrongImages: [string, (world: World) => void][] = [
		["wrong-chip", (world) => (world.server.image = makeImage("1.1.0", payload, board, 0))],
		["wrong-board", (world) => (world.server.image = makeImage("1.1.0", payload, "another"))],
		["wrong-version", (world) => (world.server.image = makeImage("1.1.1", payload))],
		["bad-image", (world) => (world.server.image = makeImage("1.1.0", payload).fill(0, 0, 24))],
	];
	for (const [code, change] of wrongImages)
		it(`is refused by what the image says of itself, before the flash is touched: ${code}`, () => {
			const world = updated((each) => {
				change(each);
				each.cutPower(1, 0);
			});
			assert.deepInclude(phases(world), `failed ${code}`);
			assert.isTrue(world.isOn);
			assert.equal(world.version, "1.0.0");
			world.close();
		});

	it("is not tried again by itself once it has failed, unless a person insists", () => {
		const world = updated((each) => {
			each.connected = false;
		});
		world.run(60);
		assert.equal(world.version, "1.0.0");
		world.connected = true;
		world.feature?.hello();
		world.run(1);
		assert.deepInclude(phases(world), "rolled-back never-connected");
		const job = jobOf("1.1.0", world.server.image);
		assert.equal(
			codeOf(() => world.update(job)),
			"failed-before",
		);
		world.update({ ...job, force: true });
		world.run();
		assert.equal(world.version, "1.1.0");
		world.close();
	});

	it("is rolled back when it crashes, and the hub is told why", () => {
		const world = new World(first());
		world.server.image = second();
		world.update(jobOf("1.1.0", world.server.image));
		while (!world.restarts) world.time.advance(50);
		assert.equal(world.boot(), "1.1.0");
		world.resetReason = 4;
		assert.equal(world.boot(), "1.0.0");
		world.run(5);
		assert.deepInclude(phases(world), "rolled-back crashed");
		world.close();
	});

	it("is rolled back on command", () => {
		const world = updated();
		world.events.length = 0;
		void world.feature?.handlers["update.rollback"]?.({ type: "update.rollback" });
		world.run();
		assert.equal(world.version, "1.0.0");
		assert.deepInclude(phases(world), "rolled-back asked");
		world.close();
	});

	it("leaves a whole program to start, whenever the power is cut: at every write and erasure", () => {
		let operations = 0;
		for (const permille of [0, 400, 1000]) {
			for (let operation = 1; ; operation++) {
				const world = new World(first());
				const image = second();
				world.server.image = image;
				world.cutPower(operation, permille);
				world.update(jobOf("1.1.0", image));
				world.run();
				const reached = !world.isOn;
				if (reached) {
					operations++;
					const version = world.powerCycle();
					assert.oneOf(version, ["1.0.0", "1.1.0"], `after operation ${operation}`);
					world.run();
				}
				const end = world.events.at(-1)?.phase;
				assert.oneOf(end, ["confirmed", "rolled-back", "failed"], `after operation ${operation}`);
				if (end === "confirmed") assert.equal(world.version, "1.1.0", `after operation ${operation}`);
				else assert.equal(world.version, "1.0.0", `after operation ${operation}`);
				assert.equal(world.powerCycle(), end === "confirmed" ? "1.1.0" : "1.0.0");
				assert.equal(world.unerased, 0);
				world.close();
				if (!reached) break;
			}
		}
		assert.isAbove(operations, 60);
	});

	for (let hundred = 0; hundred < 10; hundred++)
		it(`bricks nothing and claims no false success in random faults ${hundred * 100 + 1} to ${hundred * 100 + 100}`, () => {
			const random = randomNumbers(20_261_122 + hundred);
			const image = second();
			const job = jobOf("1.1.0", image);
			let succeeded = 0;
			for (let round = 0; round < 100; round++) {
				const world = new World(first());
				world.server.image = image;
				world.server.faults = Array.from({ length: 1 + random(4) }, () => randomFault(random, image.length));
				if (random(3) === 0) world.server.always = randomFault(random, image.length);
				world.update(job);
				world.run();
				const end = world.events.at(-1)?.phase;
				const what = `round ${round}: ${phases(world).join(", ")}`;
				assert.oneOf(end, ["confirmed", "failed"], what);
				if (end === "confirmed") {
					succeeded++;
					assert.equal(jobOf("1.1.0", world.slot(1, image.length)).sha256, job.sha256, what);
				}
				assert.equal(world.version, end === "confirmed" ? "1.1.0" : "1.0.0", what);
				assert.equal(world.powerCycle(), world.version, what);
				world.close();
			}
			assert.isAbove(succeeded, 10);
			assert.isBelow(succeeded, 90);
		});
});

function randomFault(random: (below: number) => number, length: number): ServerFault {
	const faults: (() => ServerFault)[] = [
		() => ({ kind: "refused" }),
		() => ({ kind: "silent" }),
		() => ({ kind: "status", status: [400, 401, 403, 404, 410, 416, 429, 500, 502, 503][random(10)] ?? 500 }),
		() => ({ kind: "redirect", location: random(2) ? "/again" : "http://other:81/image" }),
		() => ({ kind: "cut", after: random(length) }),
		() => ({ kind: "cut", after: random(length) }),
		() => ({ kind: "hang", after: random(length) }),
		() => ({ kind: "slow", pause: 100 + random(5000) }),
		() => ({ kind: "flip", at: random(length) }),
		() => ({ kind: "truncated", length: 1 + random(length) }),
		() => ({ kind: "longer", length: 1 + random(5000) }),
		() => ({ kind: "no-range" }),
		() => ({ kind: "wrong-range", by: 1 + random(4096) }),
		() => ({ kind: "garbage" }),
		() => ({ kind: "chunked" }),
	];
	return (faults[random(faults.length)] ?? (() => ({ kind: "silent" })))();
}
