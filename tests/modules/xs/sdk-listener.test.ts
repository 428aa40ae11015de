import { expect } from "chai";
import Listener from "embedded:io/socket/listener";
import TCP from "embedded:io/socket/tcp";
import { loopback, pause, until } from "./connected-pair";

describe("embedded:io/socket/listener", () => {
	it("listens at a free port unless told which", () => {
		const listener = new Listener({ address: loopback });
		expect(listener.port).to.be.within(1, 65535);
		expect(listener.format).to.equal("socket/tcp");
		listener.close();
		listener.close();
	});

	it("refuses ports that there are not, and other formats", () => {
		expect(() => new Listener({ port: -1 })).to.throw(RangeError);
		expect(() => new Listener({ port: 65536 })).to.throw(RangeError);
		const listener = new Listener({ address: loopback });
		expect(() => (listener.format = "buffer" as never)).to.throw(RangeError);
		listener.close();
	});

	it("counts who waits, and reads them one by one", async () => {
		let told = 0;
		const listener = new Listener({ address: loopback, onReadable: (count) => (told = count) });
		expect(listener.read()).to.equal(undefined);
		const { port } = listener;
		const clients = [1, 2, 3].map(() => new TCP({ address: loopback, port }));
		await until(() => told === 3);
		const sockets = [1, 2, 3].map(() => listener.read());
		for (const socket of sockets) expect(socket).to.be.instanceOf(TCP);
		expect(listener.read()).to.equal(undefined);
		for (const socket of [...clients, ...sockets]) socket?.close();
		listener.close();
	});

	it("has its target in its callback", async () => {
		const target = {};
		let seen: unknown;
		const listener = new Listener({
			address: loopback,
			target,
			onReadable() {
				seen = this.target;
			},
		});
		const client = new TCP({ address: loopback, port: listener.port });
		await until(() => seen === target);
		client.close();
		listener.close();
	});

	it("accepts nobody once it is closed", async () => {
		let calls = 0;
		const listener = new Listener({ address: loopback, onReadable: () => calls++ });
		const { port } = listener;
		listener.close();
		let failed = false;
		const client = new TCP({ address: loopback, port, onError: () => (failed = true) });
		await until(() => failed);
		await pause(10);
		expect(calls).to.equal(0);
		client.close();
	});
});
