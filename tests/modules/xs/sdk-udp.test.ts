import { expect } from "chai";
import UDP from "embedded:io/socket/udp";
import { loopback, until } from "./connected-pair";

/** A port that nobody has now; the next who asks for any gets another. */
const port = 49152 + Math.floor(Math.random() * 16000);

describe("embedded:io/socket/udp", () => {
	it("carries packets whole, and says who sent them", async () => {
		const heard: string[] = [];
		const receiver = new UDP({
			port,
			onReadable() {
				for (let packet = this.read(); packet !== undefined; packet = this.read()) {
					expect(packet.address).to.equal(loopback);
					expect(packet.port).to.be.within(1, 65535);
					heard.push(String.fromArrayBuffer(packet));
				}
			},
		});
		const sender = new UDP({});
		sender.write(ArrayBuffer.fromString("one"), loopback, port);
		sender.write(new Uint8Array(ArrayBuffer.fromString("__two__")).subarray(2, 5), loopback, port);
		await until(() => heard.length === 2);
		expect(heard).to.deep.equal(["one", "two"]);
		sender.close();
		receiver.close();
		receiver.close();
	});

	it("reads undefined when there is no packet", () => {
		const socket = new UDP({});
		expect(socket.read()).to.equal(undefined);
		socket.close();
		expect(() => socket.read()).to.throw(SyntaxError);
	});

	it("has but one format", () => {
		const socket = new UDP({ format: "buffer" });
		expect(socket.format).to.equal("buffer");
		socket.close();
		expect(() => new UDP({ format: "number" as never })).to.throw(RangeError);
	});

	it("refuses ports and addresses that are none", () => {
		expect(() => new UDP({ port: 65536 })).to.throw(RangeError);
		const socket = new UDP({});
		expect(() => socket.write(new ArrayBuffer(1), loopback, Symbol() as never)).to.throw(TypeError);
		expect(() => socket.write(new ArrayBuffer(1), "nowhere", port)).to.throw(Error);
		socket.close();
	});
});
