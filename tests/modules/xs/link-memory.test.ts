import { expect } from "chai";
import Instrumentation from "instrumentation";
import Listener from "embedded:io/socket/listener";
import TCP from "embedded:io/socket/tcp";
import time from "clock/clock";
import { BackOff } from "link/back-off";
import type { LinkHandlers } from "link/handlers";
import { Link } from "link/link";
import { Retry } from "link/retry";
import { overTCP } from "link/web-socket";
import { setUp } from "../../support/fake-doorbell";
import { loopback, until } from "./connected-pair";

const read = (name: Parameters<typeof Instrumentation.map>[0]): number =>
	Instrumentation.get(Instrumentation.map(name)) ?? 0;

/** What the engine holds after a collection. */
function held(): { chunks: number; slots: number } {
	collect();
	return { chunks: read("XS Chunk Heap Used"), slots: read("XS Slot Heap Used") };
}

/** Makes garbage until it has been collected twice. */
function collect(): void {
	const before = read("XS Garbage Collection Count");
	while (read("XS Garbage Collection Count") < before + 2) new ArrayBuffer(4096);
}

describe("thousands of reconnects", function () {
	this.timeout(60_000);

	it("of a whole doorbell leave nothing on the heap, and no timer", () => {
		const { connect, server, network, time: clock, ask, doorbell, light, log, codec } = setUp();
		connect();
		const reconnect = (count: number): void => {
			for (let index = 0; index < count; index++) {
				ask({ type: "audio.start", direction: "esp2client", asker: `asker ${index}` });
				ask({ type: "video.start", asker: `asker ${index}` });
				server.audio.lose();
				network.down("the Wi-Fi is lost");
				network.back();
				clock.advance(0);
				server.connections.splice(0, server.connections.length - 2);
				server.audio.open("belltower.1");
				server.video.open("belltower.1");
				for (const kept of [light.written, log, codec.starts]) kept.length = 0;
			}
		};
		reconnect(10);
		const timers = clock.timers;
		const before = held();
		reconnect(1000);
		const after = held();
		expect(after.slots - before.slots).to.be.lessThan(64 * 32);
		expect(after.chunks - before.chunks).to.be.lessThan(4096);
		expect([clock.timers, doorbell.state]).to.deep.equal([timers, "idle"]);
	});

	it("of a link alone, three thousand, leave nothing", () => {
		const { server, time: clock } = setUp();
		const handlers: LinkHandlers = { opened() {}, readable() {}, writable() {}, ended() {} };
		const address = { host: "hub", port: 1, prefix: "", query: "", secure: false };
		const link = new Link({
			name: "audio",
			target: { address, device: "front-door", token: "" },
			connect: server.connect,
			time: clock,
			log: () => undefined,
			retry: new Retry(new BackOff({ random: () => 0 })),
		});
		link.start(handlers);
		const reconnect = (count: number): void => {
			for (let index = 0; index < count; index++) {
				clock.advance(0);
				const { audio } = server;
				server.connections.length = 0;
				if (index % 3) audio.open("belltower.1");
				if (index % 2) audio.lose("lost");
				else audio.closeByServer(1001, "going away");
			}
		};
		reconnect(50);
		const before = held();
		reconnect(3000);
		const after = held();
		expect(after.slots - before.slots).to.be.lessThan(64 * 32);
		expect(after.chunks - before.chunks).to.be.lessThan(4096);
		expect(clock.timers).to.be.lessThan(4);
	});

	it("over real sockets leave no socket and nothing on the heap", async () => {
		const sockets: TCP[] = [];
		let accepted = 0;
		const listener = new Listener({
			address: loopback,
			onReadable() {
				for (let from = this.read(); from; from = this.read()) {
					accepted++;
					sockets.push(new TCP({ from }));
					/* Some are ended before the handshake, some in the middle of it. */
					if (accepted % 2) sockets.pop()?.close();
					else if (sockets.length > 2) sockets.shift()?.close();
				}
			},
		});
		const address = { host: loopback, port: listener.port, prefix: "", query: "", secure: false };
		const handlers: LinkHandlers = { opened() {}, readable() {}, writable() {}, ended() {} };
		const link = new Link({
			name: "audio",
			target: { address, device: "front-door", token: "" },
			connect: overTCP(() => [], ""),
			time,
			log: () => undefined,
			retry: new Retry(new BackOff({ random: () => 0 })),
		});
		link.start(handlers);
		const reconnect = async (count: number): Promise<void> => {
			const target = accepted + count;
			while (accepted < target) {
				const before = accepted;
				await until(() => accepted > before || link.activity.state === "connecting");
				if (accepted % 2 === 0) link.fail(1001, "again");
				await until(() => accepted > before);
			}
		};
		await reconnect(20);
		const sockets0 = read("Network Sockets");
		const before = held();
		await reconnect(300);
		const after = held();
		link.stop();
		listener.close();
		for (const socket of sockets) socket.close();
		expect(read("Network Sockets") - sockets0).to.be.lessThan(4);
		expect(after.slots - before.slots).to.be.lessThan(256 * 32);
		expect(after.chunks - before.chunks).to.be.lessThan(16_384);
	});
});
