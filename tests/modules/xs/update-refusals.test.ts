import { assert } from "chai";
import type { ServerFault } from "./fake-image-server";
import { codeOf, first, payload, phases, second, updated } from "./update-cases";
import { jobOf, makeImage, World } from "./update-world";

/** Asks for 1.1.0 with what `change` says otherwise. Returns the code of the refusal, undefined where there is none. */
function ask(world: World, change: Partial<ReturnType<typeof jobOf>> = {}): unknown {
	return codeOf(() => world.update({ ...jobOf("1.1.0", second()), ...change }));
}

/** Lets the firmware that runs be rolled back from `version`, which never reaches the hub. */
function failed(version: string): World {
	const world = new World(first());
	world.server.image = makeImage(version, payload);
	world.update(jobOf(version, world.server.image));
	world.connected = false;
	world.run(60);
	world.connected = true;
	world.feature?.hello();
	world.run(1);
	assert.equal(world.version, "1.0.0");
	return world;
}

describe("an update is refused, with nothing loaded", () => {
	it("while another is under way: already-updating", () => {
		const world = new World(first());
		world.server.image = second();
		assert.isUndefined(ask(world));
		assert.equal(ask(world, { version: "1.2.0" }), "already-updating");
		world.time.advance(20);
		assert.equal(ask(world, { version: "1.2.0" }), "already-updating");
		world.run();
		assert.equal(world.version, "1.1.0");
		world.close();
	});

	it("while what runs is on trial itself: on-trial", () => {
		const world = new World(first());
		world.server.image = second();
		ask(world);
		while (!world.restarts) world.time.advance(50);
		assert.equal(world.boot(), "1.1.0");
		assert.equal(ask(world, { version: "1.2.0" }), "on-trial");
		world.close();
	});

	it("where memory is short: low-memory, and taken when it is not any more", () => {
		const world = new World(first());
		world.server.image = second();
		world.freeMemory = 24 * 1024 - 1;
		assert.equal(ask(world), "low-memory");
		assert.deepEqual(world.server.requests, []);
		world.freeMemory = 24 * 1024;
		assert.isUndefined(ask(world));
		world.run();
		assert.equal(world.version, "1.1.0");
		world.close();
	});

	it("while somebody rings: unavailable, and taken afterwards", () => {
		const world = new World(first());
		world.ringing = true;
		assert.equal(ask(world), "unavailable");
		world.ringing = false;
		assert.isUndefined(ask(world));
		world.close();
	});

	it("where there is one slot only: no-second-slot", () => {
		const world = new World(first(), { slotCount: 1 });
		assert.equal(ask(world), "no-second-slot");
		world.close();
	});

	it("without a version that can be compared: wrong-version", () => {
		const world = new World(first());
		for (const version of ["", "1.1", "v1.1.0", "latest"])
			assert.equal(ask(world, { version }), "wrong-version", version);
		world.close();
	});

	it("where it is older than a version that has failed here: failed-before", () => {
		const world = failed("1.2.0");
		for (const version of ["1.0.1", "1.1.9", "1.2.0-beta.1", "1.2.0"])
			assert.equal(ask(world, { version }), "failed-before", version);
		world.server.image = makeImage("1.2.1", payload);
		world.update(jobOf("1.2.1", world.server.image));
		world.run();
		assert.equal(world.version, "1.2.1");
		world.close();
	});

	it("where there is nothing to roll back to: no-rollback", () => {
		const world = new World(first());
		assert.equal(
			codeOf(() => void world.feature?.handlers["update.rollback"]?.({ type: "update.rollback" })),
			"no-rollback",
		);
		world.close();
	});
});

describe("an update that a person insists on", () => {
	it("brings an older version", () => {
		const world = new World(first());
		world.server.image = makeImage("0.9.0", payload);
		world.update({ ...jobOf("0.9.0", world.server.image), force: true });
		world.run();
		assert.equal(world.version, "0.9.0");
		world.close();
	});

	it("brings one that has failed, and is forgotten only until it fails again", () => {
		const world = failed("1.2.0");
		world.connected = false;
		world.update({ ...jobOf("1.2.0", world.server.image), force: true });
		world.events.length = 0;
		world.run(60);
		world.connected = true;
		assert.equal(world.version, "1.0.0");
		assert.equal(ask(world, { version: "1.2.0" }), "failed-before");
		world.close();
	});
});

describe("an update that can't be loaded fails by name, and the old firmware runs on", () => {
	const faults: [string, string, ServerFault][] = [
		["a redirect that leads to itself", "redirects", { kind: "redirect", location: "/image" }],
		["a redirect to nowhere", "bad-address", { kind: "redirect", location: "ftp://hub/image" }],
		["status 401", "not-allowed", { kind: "status", status: 401 }],
		["status 403", "not-allowed", { kind: "status", status: 403 }],
		["status 404", "not-found", { kind: "status", status: 404 }],
		["status 500 at each try", "server", { kind: "status", status: 500 }],
		["no answer at any try", "connection", { kind: "silent" }],
		["no connection at any try", "connection", { kind: "refused" }],
		["an answer that is no HTTP", "bad-response", { kind: "garbage" }],
		["an answer in chunks", "bad-response", { kind: "chunked" }],
		["another part than was asked for", "bad-response", { kind: "wrong-range", by: 16 }],
		["a longer image", "length-mismatch", { kind: "longer", length: 1 }],
		["a shorter image", "length-mismatch", { kind: "truncated", length: 8000 }],
		["one bit that is another", "hash-mismatch", { kind: "flip", at: 20_000 }],
	];
	for (const [what, code, fault] of faults)
		it(`${what}: ${code}`, () => {
			const world = updated((each) => (each.server.always = fault));
			assert.equal(phases(world).at(-1), `failed ${code}`);
			assert.equal(world.version, "1.0.0");
			assert.equal(world.powerCycle(), "1.0.0");
			world.server.always = undefined;
			assert.isUndefined(ask(world), "it is no fault of the image");
			world.close();
		});

	it("a redirect from https to http: redirects", () => {
		const world = updated((each) => {
			each.server.always = { kind: "redirect", location: "http://hub/image" };
			each.url = "https://hub:8443/image";
		});
		assert.equal(phases(world).at(-1), "failed redirects");
		assert.lengthOf(world.server.requests, 1);
		world.close();
	});

	it("a server that is slow, and never silent for long, is no fault", () => {
		const world = updated((each) => (each.server.always = { kind: "slow", pause: 3900 }));
		assert.lengthOf(world.server.requests, 1);
		assert.equal(world.version, "1.1.0");
		world.close();
	});

	it("three redirects in a row are followed", () => {
		const world = updated((each) => {
			each.server.faults = [1, 2, 3].map((hop) => ({ kind: "redirect", location: `/hop/${hop}` }));
		});
		assert.equal(world.version, "1.1.0");
		world.close();
	});

	it("ranges that the server does not know are no fault: it reads over what it has", () => {
		const world = updated((each) => {
			each.server.faults = [{ kind: "cut", after: 20_000 }, { kind: "no-range" }];
		});
		assert.include(world.server.requests[1], "Range: bytes=16384-");
		assert.equal(world.version, "1.1.0");
		world.close();
	});
});
