import { expect } from "chai";
import { type Address, AddressError, parseAddress, resourceOf } from "link/address";
import { BackOff } from "link/back-off";
import type { Piece } from "link/connection";
import type { Dialect, LinkHandlers } from "link/handlers";
import { Link } from "link/link";
import { refusedInterval, replacedInterval, Retry } from "link/retry";
import type { LinkState, LinkStatistics } from "protocol/messages";
import { type FakeConnection, FakeServer } from "../support/fake-connection";
import { FakeNetwork } from "../support/fake-network";
import { VirtualTime } from "../support/virtual-time";

const address: Address = { secure: false, host: "hub.example", port: 8000, prefix: "", query: "" };

class Recorder implements LinkHandlers {
	readonly events: string[] = [];
	onWritable: ((link: Link) => void) | undefined;

	opened(_link: Link, dialect: Dialect): void {
		this.events.push(`opened ${dialect}`);
	}

	readable(link: Link, count: number, { binary, more }: Piece): void {
		const buffer = new Uint8Array(count);
		link.read(buffer);
		this.events.push(`${binary ? "binary" : "text"}${more ? " part" : ""} ${buffer.join(",")}`);
	}

	writable(link: Link): void {
		this.onWritable?.(link);
	}

	ended(_link: Link, reason: string): void {
		this.events.push(`ended ${reason}`);
	}
}

function setUp({ token = "", random = 0.5, nowhere = false } = {}) {
	const time = new VirtualTime();
	const server = new FakeServer();
	const handlers = new Recorder();
	const log: string[] = [];
	const states: LinkState[] = [];
	const network = new FakeNetwork();
	const link = new Link({
		name: "audio",
		target: nowhere ? undefined : { address, device: "front-door", token },
		connect: server.connect,
		time,
		log: (text) => log.push(text),
		retry: new Retry(new BackOff({ random: () => random })),
		network,
		onChanged: () => states.push(link.activity.state),
	});
	const begin = (): FakeConnection => {
		link.start(handlers);
		time.advance(0);
		return server.audio;
	};
	network.onChanged = () => link.networkChanged();
	return { time, server, handlers, log, link, begin, network, states };
}

function empty(): LinkStatistics {
	return { state: "closed", connects: 0, reason: "", nextTry: 0 };
}

describe("link/address", () => {
	const right: [string, Address][] = [
		["ws://127.0.0.1:8000", { secure: false, host: "127.0.0.1", port: 8000, prefix: "", query: "" }],
		["ws://hub.local", { secure: false, host: "hub.local", port: 8000, prefix: "", query: "" }],
		["WS://Hub:1/", { secure: false, host: "Hub", port: 1, prefix: "", query: "" }],
		[
			"ws://a-b.c_d:65535/door/bell/?x=1&y",
			{ secure: false, host: "a-b.c_d", port: 65535, prefix: "/door/bell", query: "x=1&y" },
		],
		["ws://h?x", { secure: false, host: "h", port: 8000, prefix: "", query: "x" }],
		["wss://hub.local", { secure: true, host: "hub.local", port: 443, prefix: "", query: "" }],
		["WSS://hub:8443/p", { secure: true, host: "hub", port: 8443, prefix: "/p", query: "" }],
	];
	for (const [text, expected] of right)
		it(`reads ${text}`, () => {
			expect(parseAddress(text)).to.deep.equal(expected);
		});

	const wrong: [unknown, RegExp][] = [
		[undefined, /is missing: it must be a string/],
		[7, /is 7: it must be a string/],
		["", /must start with "ws:\/\/"/],
		["127.0.0.1:8000", /must start with "ws:\/\/"/],
		["http://hub", /scheme is "http"/],
		["wss://", /host is missing/],
		["ws://", /host is missing/],
		["ws://:8000", /host is missing/],
		["ws://hub:", /port is ""/],
		["ws://hub:0", /port is "0"/],
		["ws://hub:65536", /port is "65536"/],
		["ws://hub:80x", /port is "80x"/],
		["ws://hub:1:2", /more than one colon/],
		["ws://me@hub", /must not have a user/],
		["ws://[::1]:8000", /IPv6/],
		["ws://hub/#top", /fragment/],
		["ws://hu b", /not allowed/],
		["ws://hub\r\nX: y", /not allowed/],
		["ws://1.2.3", /no host name/],
		["ws://256.1.1.1", /no host name/],
		["ws://-hub", /no host name/],
		["ws://a..b", /no host name/],
	];
	for (const [text, reason] of wrong)
		it(`refuses ${String(text)}`, () => {
			expect(() => parseAddress(text)).to.throw(AddressError, reason);
		});

	it("puts the device after what the address asks for", () => {
		expect(resourceOf({ ...address, prefix: "/p", query: "x=1" }, "/ws/image", "front-door")).to.equal(
			"/p/ws/image?x=1&device=front-door",
		);
		expect(resourceOf(address, "/ws/image", "ä")).to.equal("/ws/image?device=%C3%A4");
	});
});

describe("link/back-off", () => {
	it("is at once first, and then bounded by 0.5 s doubling to 30 s", () => {
		const backOff = new BackOff({ random: () => 0.999999 });
		const waits = Array.from({ length: 9 }, () => backOff.next());
		expect(waits).to.deep.equal([0, 499, 999, 1999, 3999, 7999, 15999, 29999, 29999]);
	});

	it("has full jitter", () => {
		const backOff = new BackOff({ random: () => 0 });
		expect([backOff.next(), backOff.next(), backOff.next()]).to.deep.equal([0, 0, 0]);
	});

	it("starts anew after a healthy minute, and not before", () => {
		const backOff = new BackOff({ random: () => 0.5 });
		backOff.next();
		backOff.next();
		backOff.held(59_999);
		expect(backOff.next()).to.equal(500);
		backOff.held(60_000);
		expect(backOff.next()).to.equal(0);
	});
});

describe("link/link", () => {
	it("connects at once, offers belltower.1 and says who it is", () => {
		const { begin, log } = setUp({ token: "secret" });
		const { options } = begin();
		expect(options).to.include({ host: "hub.example", port: 8000, protocol: "belltower.1" });
		expect(options.path).to.equal("/ws/from_esp?device=front-door");
		expect([...options.headers]).to.deep.equal([["Authorization", "Bearer secret"]]);
		expect(log.join("\n")).to.contain("connecting to ws://hub.example:8000").and.not.to.contain("secret");
	});

	it("does not log what is in the query of its address, where somebody may have put a token", () => {
		const log: string[] = [];
		const time = new VirtualTime();
		const link = new Link({
			name: "audio",
			target: { address: { ...address, query: "token=secret" }, device: "front-door", token: "" },
			connect: new FakeServer().connect,
			time,
			log: (line) => log.push(line),
		});
		link.start({ opened() {}, readable() {}, writable() {}, ended() {} });
		time.advance(0);
		expect(log).to.deep.equal(["link audio: connecting to ws://hub.example:8000/ws/from_esp as front-door"]);
	});

	it("sends no Authorization without a token", () => {
		expect(setUp().begin().options.headers.size).to.equal(0);
	});

	it("speaks belltower.1 where the server selects it, and the original's dialect where it selects none", () => {
		for (const [protocol, dialect] of [
			["belltower.1", "belltower"],
			["", "original"],
		] as const) {
			const { begin, link, handlers } = setUp();
			const connection = begin();
			expect([link.open, link.writable, link.dialect]).to.deep.equal([false, false, undefined]);
			connection.open(protocol);
			expect([link.open, link.writable, link.dialect]).to.deep.equal([true, true, dialect]);
			expect(handlers.events).to.deep.equal([`opened ${dialect}`]);
		}
	});

	it("says why it was lost and when it tries again, and then does", () => {
		const { begin, time, link, log, handlers, server } = setUp();
		begin().open();
		time.advance(5000);
		server.audio.lose("the cable was cut");
		expect(handlers.events).to.deep.equal(["opened original", "ended the cable was cut (connection-lost)"]);
		expect(log.at(-1)).to.equal("link audio: the cable was cut (connection-lost); next try in 0.3 s");
		expect(link.statistics(empty())).to.deep.equal({
			state: "waiting",
			connects: 1,
			reason: "the cable was cut (connection-lost)",
			nextTry: 250,
		});
		time.advance(249);
		expect(server.connections).to.have.length(1);
		time.advance(1);
		expect(server.connections).to.have.length(2);
		server.audio.open();
		expect(link.statistics(empty())).to.deep.include({
			connects: 2,
			nextTry: 0,
		});
	});

	it("tries again and again where nobody listens, never in a hot loop", () => {
		const { begin, time, server } = setUp({ random: 0.999999 });
		begin();
		for (let second = 0; second < 300; second++) {
			const { options } = server.audio;
			options.onError(Object.assign(new Error("refused"), { code: "connect-failed", status: undefined }));
			time.advance(1000);
		}
		expect(server.connections.length).to.be.within(10, 16);
	});

	it("is at once after a healthy minute", () => {
		const { begin, time, server } = setUp();
		begin();
		server.audio.lose();
		time.advance(30_000);
		server.audio.open();
		time.advance(60_000);
		server.audio.lose();
		time.advance(0);
		expect(server.connections).to.have.length(3);
	});

	describe("where the server refuses the token", () => {
		for (const status of [401, 403])
			it(`does not hammer it (${status}): it says so, and tries again after five minutes`, () => {
				const { begin, log, time, server, link } = setUp();
				begin().lose("the status must be 101", "handshake-refused", status);
				expect(log.at(-1)).to.equal(
					`link audio: refused by the server (HTTP status ${status}): check the token; next try in 300.0 s`,
				);
				expect(link.statistics(empty())).to.include({ state: "refused", nextTry: refusedInterval });
				time.advance(refusedInterval - 1);
				expect(server.connections).to.have.length(1);
				time.advance(1);
				expect(server.connections).to.have.length(2);
			});

		it("tells a server that is down from it", () => {
			const { begin, time, server, link } = setUp();
			begin().lose("the status must be 101", "handshake-refused", 503);
			expect(link.activity.state).to.equal("waiting");
			time.advance(1000);
			expect(server.connections).to.have.length(2);
		});
	});

	it("lets another doorbell with its ID have its way for a while (close code 4000)", () => {
		const { begin, time, server, log } = setUp();
		begin().open("belltower.1");
		time.advance(90_000);
		server.audio.closeByServer(4000, "replaced");
		expect(log.at(-1)).to.contain("4000: replaced").and.to.contain("next try in 30.0 s");
		time.advance(replacedInterval - 1);
		expect(server.connections).to.have.length(1);
	});

	it("does not wait where it is told so, and only there", () => {
		const { begin, time, server, link } = setUp();
		link.tryNow();
		expect(server.connections).to.have.length(0);
		begin().lose("no route");
		link.tryNow();
		time.advance(0);
		expect(server.connections).to.have.length(2);
		link.tryNow();
		server.audio.open();
		link.tryNow();
		time.advance(60_000);
		expect(server.connections).to.have.length(2);
	});

	describe("with a network that goes down and comes back", () => {
		it("ends the connection, tries nothing while it is down, and tries at once when it is back", () => {
			const { begin, time, server, link, handlers, network, log } = setUp({ random: 0.999999 });
			begin().open("belltower.1");
			network.down("the Wi-Fi is lost");
			expect(handlers.events.at(-1)).to.equal("ended the Wi-Fi is lost");
			expect(server.audio.closed).to.deep.include({ code: 1001 });
			expect(log.at(-1)).to.equal("link audio: the Wi-Fi is lost; next try when the network is back");
			expect(link.statistics(empty())).to.deep.include({
				state: "no-network",
				reason: "the Wi-Fi is lost",
				nextTry: 0,
			});
			time.advance(3_600_000);
			expect(server.connections).to.have.length(1);
			network.back();
			time.advance(0);
			expect(server.connections).to.have.length(2);
		});

		it("forgets how often it had tried before, and gives up a try that is on its way", () => {
			const { begin, time, server, network } = setUp({ random: 0.999999 });
			begin();
			for (let count = 0; count < 8; count++) {
				server.audio.lose("no route");
				time.advance(30_000);
			}
			const before = server.connections.length;
			network.down("the Wi-Fi is lost");
			expect(server.audio.closed).to.not.equal(undefined);
			network.back();
			time.advance(0);
			expect(server.connections).to.have.length(before + 1);
			server.audio.lose("no route");
			time.advance(500);
			expect(server.connections).to.have.length(before + 2);
		});

		it("waits for the network where it starts without one", () => {
			const { link, handlers, time, server, network } = setUp();
			network.down("no Wi-Fi is set");
			link.start(handlers);
			time.advance(60_000);
			expect([server.connections.length, time.timers]).to.deep.equal([0, 0]);
			network.back();
			time.advance(0);
			expect(server.connections).to.have.length(1);
		});

		it("leaves what is open alone when the network says again that it is up", () => {
			const { begin, network, link } = setUp();
			begin().open("belltower.1");
			network.back();
			expect(link.open).to.equal(true);
		});
	});

	it("tells of all that it does", () => {
		const { begin, time, server, states, link } = setUp();
		begin().open("belltower.1");
		server.audio.lose();
		time.advance(1000);
		server.audio.lose("the status must be 101", "handshake-refused", 401);
		link.stop();
		expect(states).to.deep.equal(["waiting", "connecting", "open", "waiting", "connecting", "refused"]);
	});

	it("goes on when connecting throws", () => {
		const { link, handlers, server, time, log } = setUp();
		server.failure = new Error("no socket");
		link.start(handlers);
		time.advance(0);
		expect(log.at(-1)).to.contain("could not connect: no socket; next try in");
		server.failure = undefined;
		time.advance(1000);
		expect(server.connections).to.have.length(1);
	});

	it("ignores what an earlier connection still says", () => {
		const { begin, time, server, handlers } = setUp();
		const first = begin();
		first.open();
		first.lose();
		time.advance(1000);
		server.audio.open();
		first.options.onWritable(5);
		first.options.onReadable(1, { more: false, binary: true });
		first.options.onClose({ code: 1000, reason: "", wasClean: true });
		expect(handlers.events).to.have.length(3);
	});

	it("hands on what arrives", () => {
		const { begin, handlers } = setUp();
		const connection = begin();
		connection.open();
		connection.receive([1, 2, 3], 2);
		connection.receiveText("A");
		expect(handlers.events.slice(1)).to.deep.equal(["binary part 1,2", "binary 3", "text 65"]);
	});

	it("sends text and binary messages", () => {
		const { begin, link } = setUp();
		const connection = begin();
		connection.open("belltower.1");
		link.sendText("hé");
		link.send(Uint8Array.of(1, 2));
		expect(connection.messages.map(({ binary, text, bytes }) => [binary, text, [...bytes]])).to.deep.equal([
			[false, "hé", [104, 195, 169]],
			[true, "", [1, 2]],
		]);
	});

	describe("what is lent", () => {
		it("is sent with the header before it as one message, and handed back", () => {
			const { begin, link } = setUp();
			const connection = begin();
			connection.open("belltower.1");
			let released = 0;
			link.lend(Uint8Array.of(1), Uint8Array.of(2, 3), () => released++);
			expect([...(connection.binaries[0] ?? [])]).to.deep.equal([1, 2, 3]);
			expect(released).to.equal(1);
		});

		it("waits until the header is on its way", () => {
			const { begin, link, handlers } = setUp();
			const connection = begin();
			connection.open("belltower.1");
			const write = connection.write.bind(connection);
			connection.write = (data, options) => {
				write(data, options);
				connection.ready = false;
			};
			let released = 0;
			link.lend(Uint8Array.of(1), Uint8Array.of(2, 3), () => released++);
			expect([link.writable, released]).to.deep.equal([false, 0]);
			let writable = 0;
			handlers.onWritable = () => writable++;
			connection.drain();
			expect([connection.binaries.length, released, writable]).to.deep.equal([1, 1, 1]);
		});

		for (const [name, header] of [
			["with a header", Uint8Array.of(1)],
			["without a header", undefined],
		] as const)
			it(`is handed back once when the connection is lost, ${name}`, () => {
				const { begin, link } = setUp();
				const connection = begin();
				connection.open("belltower.1");
				connection.keeps = true;
				let released = 0;
				link.lend(header, Uint8Array.of(2), () => released++);
				expect(released).to.equal(0);
				connection.lose();
				expect(released).to.equal(1);
			});

		it("is handed back when sending throws, and the link connects anew", () => {
			const { begin, link, handlers, time, server } = setUp();
			const connection = begin();
			connection.open("belltower.1");
			connection.failure = new Error("broken");
			let released = 0;
			link.lend(Uint8Array.of(1), Uint8Array.of(2), () => released++);
			expect([released, link.open]).to.deep.equal([1, false]);
			expect(handlers.events.at(-1)).to.equal("ended could not send: broken");
			time.advance(1000);
			expect(server.connections).to.have.length(2);
		});
	});

	it("fails with a code and a reason", () => {
		const { begin, link, handlers } = setUp();
		const connection = begin();
		connection.open("belltower.1");
		link.fail(1008, "too much");
		expect(connection.closed).to.deep.equal({ code: 1008, reason: "too much" });
		expect(handlers.events.at(-1)).to.equal("ended too much");
	});

	it("stops, leaves no timer, and tells no more", () => {
		const { begin, link, handlers, time } = setUp();
		const connection = begin();
		connection.open("belltower.1");
		link.stop();
		expect(connection.closed).to.deep.equal({ code: 1001, reason: "going away" });
		expect([handlers.events.length, time.timers]).to.deep.equal([1, 0]);
	});

	it("stays closed where there is nowhere to connect to", () => {
		const { link, handlers, time, server } = setUp({ nowhere: true });
		link.start(handlers);
		time.advance(100_000);
		expect([link.open, time.timers, server.connections.length]).to.deep.equal([false, 0, 0]);
		expect(link.statistics(empty()).reason).to.contain("nothing valid");
	});
});
