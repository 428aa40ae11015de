import { expect } from "chai";
import Resolver from "embedded:network/dns/resolver/udp";
import UDP from "embedded:io/socket/udp";
import { loopback, pause } from "./connected-pair";

const options = { servers: [loopback], socket: { io: UDP } };

async function resolve(resolver: Resolver, host: string): Promise<string | undefined> {
	return await new Promise((done) => {
		resolver.resolve({ host, onResolved: (_host, address) => done(address), onError: () => done(undefined) });
	});
}

describe("embedded:network/dns/resolver/udp", () => {
	it("answers numeric addresses and localhost, but not before resolve returns", async () => {
		const resolver = new Resolver(options);
		let answered = false;
		resolver.resolve({
			host: "192.0.2.7",
			onResolved: () => (answered = true),
			onError: () => undefined,
		});
		expect(answered).to.equal(false);
		expect(await resolve(resolver, "192.0.2.7")).to.equal("192.0.2.7");
		expect(await resolve(resolver, "localhost")).to.equal("127.0.0.1");
		expect(answered).to.equal(true);
		resolver.close();
	});

	it("answers several requests", async () => {
		const resolver = new Resolver(options);
		const hosts = ["192.0.2.1", "localhost", "192.0.2.2"];
		const answers = await Promise.all(hosts.map((host) => resolve(resolver, host)));
		expect(answers).to.deep.equal(["192.0.2.1", "127.0.0.1", "192.0.2.2"]);
		resolver.close();
	});

	it("calls nothing back once it is closed", async () => {
		const resolver = new Resolver(options);
		let calls = 0;
		const count = (): void => {
			calls++;
		};
		resolver.resolve({ host: "192.0.2.7", onResolved: count, onError: count });
		resolver.resolve({ host: "a-name-that-is-not.invalid", onResolved: count, onError: count });
		resolver.close();
		await pause(50);
		expect(calls).to.equal(0);
		expect(() => resolver.resolve({ host: "192.0.2.7", onResolved: count, onError: count })).to.throw(Error);
	});

	it("wants a host and a callback", () => {
		const resolver = new Resolver(options);
		expect(() =>
			resolver.resolve({ host: "", onResolved: () => undefined, onError: () => undefined }),
		).to.throw(Error);
		expect(() => resolver.resolve({ host: "localhost" } as never)).to.throw(Error);
		resolver.close();
	});
});
