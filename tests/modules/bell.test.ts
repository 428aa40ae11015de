import { expect } from "chai";
import { Button } from "bell/button";
import { longestAge, ringDuration, Rings } from "bell/rings";
import type { Event } from "protocol/events";
import { ProtocolError } from "protocol/protocol-error";
import { FakeButton } from "../support/fake-parts";
import { VirtualTime } from "../support/virtual-time";

describe("bell/button", () => {
	function setUp({ down = false } = {}) {
		const time = new VirtualTime();
		const pin = new FakeButton();
		if (down) pin.set(true);
		const told: string[] = [];
		const button = new Button({
			isDown: () => pin.isDown(),
			time,
			onPressed: () => told.push("pressed"),
			onHeld: (milliseconds) => told.push(`held ${milliseconds}`),
			onReleased: (milliseconds) => told.push(`released ${milliseconds}`),
		});
		pin.onChanged = () => button.changed();
		return { time, pin, told };
	}

	it("tells of one press, however the contact bounces", () => {
		const { time, pin, told } = setUp();
		for (let bounce = 0; bounce < 9; bounce++) {
			pin.set(bounce % 2 === 0);
			time.advance(2);
		}
		time.advance(200);
		for (let bounce = 0; bounce < 9; bounce++) {
			pin.set(bounce % 2 === 1);
			time.advance(2);
		}
		time.advance(100);
		expect(told).to.deep.equal(["pressed", "released 218"]);
		expect(time.timers).to.equal(0);
	});

	it("takes a disturbance of 20 ms for none", () => {
		const { time, pin, told } = setUp();
		pin.set(true);
		time.advance(20);
		pin.set(false);
		time.advance(1000);
		expect(told).to.deep.equal([]);
	});

	it("tells each second how long it is held, until it is let go", () => {
		const { time, pin, told } = setUp();
		pin.set(true);
		time.advance(3500);
		pin.set(false);
		time.advance(5000);
		expect(told).to.deep.equal(["pressed", "held 1000", "held 2000", "held 3000", "released 3500"]);
	});

	it("notices a release whose edge was lost", () => {
		const { time, pin, told } = setUp();
		pin.set(true);
		time.advance(1500);
		pin.onChanged = () => undefined;
		pin.set(false);
		time.advance(20_000);
		expect(told).to.deep.equal(["pressed", "held 1000", "released 2000"]);
		expect(time.timers).to.equal(0);
	});

	it("takes one that is stuck from the start for no press", () => {
		const { time, pin, told } = setUp({ down: true });
		time.advance(60_000);
		pin.set(false);
		time.advance(100);
		expect(told).to.deep.equal([]);
		pin.set(true);
		time.advance(100);
		expect(told).to.deep.equal(["pressed"]);
	});
});

describe("bell/rings", () => {
	function setUp() {
		const time = new VirtualTime();
		const told: Event[] = [];
		const log: string[] = [];
		const causes: string[] = [];
		const server = { there: true };
		let ids = 0;
		const rings = new Rings({
			time,
			log: (text) => log.push(text),
			makeId: () => `ring-${++ids}`,
			tell: (event) => {
				if (server.there) told.push(event);
				return server.there;
			},
			onChanged: (cause) => causes.push(cause),
		});
		const names = (): string[] =>
			told.map((event) =>
				event.event === "ring"
					? `${event.ring} ${event.age}`
					: event.event === "ring.ended"
						? `${event.ring} ${event.cause}`
						: event.event,
			);
		return { time, rings, told, names, log, causes, server };
	}

	function refusal(action: () => void): string {
		try {
			action();
		} catch (error) {
			if (error instanceof ProtocolError) return `${error.code}: ${error.message}`;
			throw error;
		}
		return "";
	}

	it("rings, is told at once, and ends by itself after half a minute", () => {
		const { time, rings, told, names, causes } = setUp();
		expect(rings.press()).to.equal(true);
		expect(told).to.deep.equal([{ type: "event", event: "ring", ring: "ring-1", time: time.now(), age: 0 }]);
		expect([rings.ringing, rings.answered]).to.deep.equal([true, false]);
		time.advance(ringDuration - 1);
		expect(rings.ringing).to.equal(true);
		time.advance(1);
		expect([rings.ringing, time.timers]).to.deep.equal([false, 0]);
		expect(names()).to.deep.equal(["ring-1 0", "ring-1 timeout"]);
		expect(causes).to.deep.equal(["the bell was pressed", "nobody answered"]);
	});

	it("takes presses that come too soon for none, and later ones while it rings for the same ring", () => {
		const { time, rings, names } = setUp();
		const heard = [rings.press(), rings.press()];
		time.advance(2999);
		heard.push(rings.press());
		time.advance(1);
		heard.push(rings.press());
		expect(heard).to.deep.equal([true, false, false, true]);
		expect(names()).to.deep.equal(["ring-1 0"]);
	});

	it("makes a new ring after the end of the one before", () => {
		const { time, rings, names } = setUp();
		rings.press();
		rings.end("ring-1");
		time.advance(3000);
		rings.press();
		expect(names()).to.deep.equal(["ring-1 0", "ring-1 declined", "ring-2 0"]);
	});

	it("is answered once, and hung up", () => {
		const { rings, names, time } = setUp();
		rings.press();
		rings.answer("ring-1");
		rings.answer("ring-1");
		expect([rings.ringing, rings.answered, time.timers]).to.deep.equal([false, true, 0]);
		rings.end("ring-1");
		rings.end("ring-1");
		expect(rings.answered).to.equal(false);
		expect(names()).to.deep.equal(["ring-1 0", "ring-1 answered"]);
	});

	it("refuses what does not fit with a sentence", () => {
		const { rings } = setUp();
		expect(refusal(() => rings.answer("x"))).to.equal(
			'unavailable: the ring "x" does not ring: there is no such ring; nothing rings now',
		);
		expect(refusal(() => rings.end("x"))).to.contain("there is no such ring");
		rings.press();
		expect(refusal(() => rings.answer("x"))).to.contain('what rings is "ring-1"');
		rings.end("ring-1");
		expect(refusal(() => rings.answer("ring-1"))).to.contain("it has ended (declined)");
		rings.acknowledge("unknown");
	});

	it("tells a ring again on each connection, with its age, until it is acknowledged", () => {
		const { time, rings, names, server } = setUp();
		server.there = false;
		rings.press();
		time.advance(5000);
		server.there = true;
		rings.connected();
		time.advance(5000);
		rings.connected();
		rings.acknowledge("ring-1");
		time.advance(5000);
		rings.connected();
		expect(names()).to.deep.equal(["ring-1 5000", "ring-1 10000"]);
	});

	it("tells of an end that nobody was there to hear, once", () => {
		const { time, rings, names, server } = setUp();
		rings.press();
		rings.acknowledge("ring-1");
		server.there = false;
		time.advance(ringDuration);
		server.there = true;
		rings.connected();
		rings.connected();
		expect(names()).to.deep.equal(["ring-1 0", "ring-1 timeout"]);
	});

	it("drops what is older than a minute, and says so", () => {
		const { time, rings, names, server, log } = setUp();
		server.there = false;
		rings.press();
		time.advance(longestAge + 1);
		server.there = true;
		rings.connected();
		expect(names()).to.deep.equal([]);
		expect(log.at(-1)).to.equal("bell: ring ring-1 was not delivered");
	});

	it("keeps a bound of rings", () => {
		const { time, rings, names, server } = setUp();
		server.there = false;
		for (let ring = 1; ring <= 15; ring++) {
			rings.press();
			rings.end(`ring-${ring}`);
			time.advance(3000);
		}
		server.there = true;
		rings.connected();
		expect(names().filter((name) => name.endsWith("declined"))).to.have.length(8);
		expect(names().at(-1)).to.equal("ring-15 declined");
	});
});
