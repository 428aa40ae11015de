import { assert } from "chai";
import { codeOf, first, phases, second } from "./update-cases";
import { jobOf, World } from "./update-world";

/** A doorbell that has loaded 1.1.0 and been restarted into its trial. */
function onTrial(prepare: (world: World) => void = () => undefined): World {
	const world = new World(first());
	world.server.image = second();
	prepare(world);
	world.update(jobOf("1.1.0", world.server.image));
	while (!world.restarts) world.time.advance(50);
	world.resetReason = 3;
	assert.equal(world.boot(), "1.1.0");
	return world;
}

function cancel(world: World): unknown {
	return codeOf(() => void world.feature?.handlers["update.cancel"]?.({ type: "update.cancel" }));
}

describe("a firmware on trial", () => {
	it("is not confirmed while a part is broken that worked before, and is rolled back: unhealthy", () => {
		const world = onTrial();
		world.faults = ["camera"];
		world.run(60);
		assert.equal(world.version, "1.0.0");
		world.run(1);
		assert.include(world.events.at(-1), { phase: "rolled-back", version: "1.1.0", code: "unhealthy" });
		assert.include(world.events.at(-1)?.message, "camera");
		assert.equal(
			codeOf(() => world.update(jobOf("1.1.0", second()))),
			"failed-before",
		);
		world.close();
	});

	it("is not to blame for what was broken before", () => {
		const world = onTrial((each) => (each.faults = ["camera"]));
		world.run(60);
		assert.equal(world.events.at(-1)?.phase, "confirmed");
		world.close();
	});

	it("is confirmed once the part works again in time", () => {
		const world = onTrial();
		world.faults = ["codec"];
		world.time.advance(10_000);
		world.faults = [];
		world.run(60);
		assert.equal(world.events.at(-1)?.phase, "confirmed");
		world.close();
	});

	it("that sends nothing must be connected for the configured time on end, else it is unhealthy", () => {
		const world = onTrial((each) => (each.hasSent = false));
		for (let second = 0; second < 20 && !world.restarts; second++) {
			world.connected = second % 4 !== 0;
			world.time.advance(1000);
		}
		world.connected = true;
		world.run(5);
		assert.equal(world.version, "1.0.0");
		assert.deepInclude(phases(world), "rolled-back unhealthy");
		world.close();
	});

	it("that sends nothing is confirmed after the configured time, and not before", () => {
		const world = onTrial((each) => (each.hasSent = false));
		world.time.advance(4900);
		assert.notEqual(world.events.at(-1)?.phase, "confirmed");
		world.time.advance(600);
		assert.equal(world.events.at(-1)?.phase, "confirmed");
		world.close();
	});

	it("whose power is lost is rolled back", () => {
		const world = onTrial();
		assert.equal(world.powerCycle(), "1.0.0");
		world.run(1);
		assert.deepInclude(phases(world), "rolled-back power-lost");
		world.close();
	});

	for (const [resetReason, code] of [
		[4, "crashed"],
		[7, "hung"],
		[1, "unknown"],
	] as const)
		it(`that is rolled back with all that was kept lost is told of: ${code}`, () => {
			const world = onTrial();
			world.memory = undefined;
			world.resetReason = resetReason;
			assert.equal(world.boot(), "1.0.0");
			world.run(1);
			assert.include(world.events.at(-1), { phase: "rolled-back", version: "1.1.0", code });
			assert.equal(
				codeOf(() => world.update(jobOf("1.1.0", second()))),
				"failed-before",
			);
			world.events.length = 0;
			world.powerCycle();
			world.run(1);
			assert.deepEqual(world.events, [], "it is told once");
			world.close();
		});

	it("is confirmed with all that was kept lost", () => {
		const world = onTrial();
		world.memory = undefined;
		world.boot();
		assert.equal(world.version, "1.0.0", "a restart on trial gives it up");
		world.close();
		const other = new World(first());
		other.server.image = second();
		other.update(jobOf("1.1.0", other.server.image));
		while (!other.restarts) other.time.advance(50);
		other.memory = undefined;
		assert.equal(other.boot(), "1.1.0");
		other.run();
		assert.equal(other.events.at(-1)?.phase, "confirmed");
		assert.equal(other.powerCycle(), "1.1.0");
		other.close();
	});
});

describe("an update that is canceled", () => {
	it("loads no further, and says so; the same version is taken later", () => {
		const world = new World(first());
		world.server.image = second();
		world.server.faults = [{ kind: "hang", after: 9000 }];
		world.update(jobOf("1.1.0", second()));
		world.time.advance(1000);
		assert.isUndefined(cancel(world));
		assert.equal(phases(world).at(-1), "failed canceled");
		const { length } = world.server.requests;
		world.time.advance(60_000);
		assert.lengthOf(world.server.requests, length);
		assert.equal(world.powerCycle(), "1.0.0");
		world.time.advance(10_000);
		assert.lengthOf(world.server.requests, length, "a restart does not resume it");
		world.update(jobOf("1.1.0", second()));
		world.run();
		assert.equal(world.version, "1.1.0");
		world.close();
	});

	it("too late, is not: it is told that the new firmware starts", () => {
		const world = new World(first());
		world.server.image = second();
		world.update(jobOf("1.1.0", second()));
		while (world.events.at(-1)?.phase !== "restarting") world.time.advance(10);
		assert.equal(cancel(world), "already-updating");
		world.run();
		assert.equal(world.version, "1.1.0");
		assert.equal(world.events.at(-1)?.phase, "confirmed");
		world.close();
	});

	it("where there is none, does nothing", () => {
		const world = new World(first());
		assert.isUndefined(cancel(world));
		assert.deepEqual(world.events, []);
		world.close();
	});
});

describe("an update while media flow", () => {
	it("loads a sector at a time and pauses, so that they come first", () => {
		const world = new World(first());
		world.server.image = second();
		world.busy = true;
		world.update(jobOf("1.1.0", second()));
		const begun = world.time.now();
		while (world.events.at(-1)?.phase !== "restarting") world.time.advance(10);
		const sectors = Math.ceil(second().length / 4096);
		assert.isAtLeast((world.time.now() - begun) / 1000, (sectors - 1) * 50);
		world.close();
	});
});
