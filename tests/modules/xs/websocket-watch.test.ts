import { expect } from "chai";
import WebSocketClient from "websocket/client";
import { bytes, closing, frame, pattern, Peer, turn } from "./websocket-peer";

const { binary, ping, pong } = WebSocketClient;

describe("WebSocketClient: keepAlive and idleTimeout", function () {
	this.timeout(20_000);

	it("keepAlive pings a server that is silent, and gives a dead connection up in time", async () => {
		const start = Date.now();
		const peer = await Peer.open({ keepAlive: 90 });
		while (peer.told.length === 0) await turn(5);
		expect(Date.now() - start).to.be.at.least(60);
		expect(peer.frameNames()).to.deep.equal(["9 final 0"]);
		expect(peer.told).to.deep.equal(["error keep-alive-timeout"]);
		expect(peer.error?.closeCode).to.equal(1006);
		expect(peer.closed).to.equal(true);
	});

	it("keepAlive is content with a pong, or anything else", async () => {
		const peer = await Peer.open({ keepAlive: 600 });
		for (let count = 0; count < 60; count++) {
			await turn(20);
			for (const { opcode, payload } of peer.frames()) if (opcode === ping) peer.send(frame(pong, payload));
		}
		expect(peer.told.every((what) => what === "control 10 0")).to.equal(true);
		const before = peer.told.length;
		expect(before).to.be.greaterThan(0);
		for (let count = 0; count < 40; count++) {
			await turn(20);
			peer.send(frame(binary, pattern(1)));
		}
		expect(peer.told.slice(before).every((what) => what === "binary 1")).to.equal(true);
	});

	it("keepAlive finds out while a message is stuck", async () => {
		const peer = await Peer.open({ keepAlive: 60 });
		let released = 0;
		peer.grant(1000);
		peer.client.take(pattern(9000), { onReleased: () => released++ });
		peer.told.length = 0;
		await turn(120);
		expect(peer.told).to.deep.equal(["error keep-alive-timeout"]);
		expect(released).to.equal(1);
	});

	it("idleTimeout closes a connection on which no message came or went, though pings do", async () => {
		const peer = await Peer.open({ idleTimeout: 400 });
		for (let count = 0; count < 10; count++) {
			await turn(60);
			if (count % 2) peer.client.write(pattern(3));
			else peer.send(frame(binary, pattern(3)));
		}
		expect(peer.told.every((what) => what === "binary 3")).to.equal(true);
		peer.frames();
		const start = Date.now();
		while (peer.client.writable) {
			await turn(20);
			peer.send(frame(ping));
		}
		expect(Date.now() - start).to.be.at.least(300);
		expect(peer.frames().at(-1)?.payload).to.deep.equal(
			Uint8Array.from([...closing(1001), ...bytes("idle-timeout")]),
		);
		peer.end();
		expect(peer.told.at(-1)).to.equal("error idle-timeout");
	});

	it("neither is on by default", async () => {
		const peer = await Peer.open();
		await turn(150);
		expect(peer.frames()).to.deep.equal([]);
		expect(peer.told).to.deep.equal([]);
	});
});
