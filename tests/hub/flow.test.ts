import { expect } from "chai";
import { HubError } from "../../hub/common/errors";
import { Flow } from "../../hub/relay/flow";
import { sleep, until } from "./with-hub";

describe("hub: flow", () => {
	function flow(fail: () => boolean = () => false): { flow: Flow; done: string[]; faults: string[] } {
		const done: string[] = [];
		const faults: string[] = [];
		const act = (what: string) => async (): Promise<void> => {
			await sleep(5);
			if (fail()) throw new HubError("failed", `${what} failed`);
			done.push(what);
		};
		const made = new Flow(
			{ start: act("start"), stop: act("stop"), onFault: ({ message }) => void faults.push(message) },
			{ linger: 30, retry: 30 },
		);
		return { flow: made, done, faults };
	}

	it("starts for the first and stops after the last", async () => {
		const { flow: made, done } = flow();
		made.connect();
		const first = made.acquire();
		const second = made.acquire();
		await made.started();
		expect(made.running).to.equal(true);
		first();
		first();
		await sleep(60);
		expect(done).to.deep.equal(["start"]);
		second();
		await until(() => !made.running, "it has stopped");
		expect(done).to.deep.equal(["start", "stop"]);
	});

	it("is not waited for without end", async () => {
		const { flow: made } = flow();
		made.acquire();
		const began = performance.now();
		const failure = await made.started(50).then(String, (error: unknown) => error);
		expect(failure).to.be.instanceOf(HubError).and.to.include({ code: "timeout" });
		expect(performance.now() - began).to.be.within(45, 500);
		made.connect();
		await made.started(1000);
	});

	it("waits for the doorbell, and begins anew each time it comes", async () => {
		const { flow: made, done } = flow();
		made.acquire();
		await sleep(10);
		expect(done).to.deep.equal([]);
		made.connect();
		await made.started();
		made.disconnect(new HubError("offline", "gone"));
		expect(made.running).to.equal(false);
		made.connect();
		await made.started();
		expect(done).to.deep.equal(["start", "start"]);
	});

	it("is released while it starts: it stops when it has started", async () => {
		const { flow: made, done } = flow();
		made.connect();
		made.acquire()();
		await until(() => done.length === 2, "it has started and stopped");
		expect(done).to.deep.equal(["start", "stop"]);
	});

	it("is wanted again while it stops: it starts when it has stopped", async () => {
		const { flow: made, done } = flow();
		made.connect();
		const release = made.acquire();
		await made.started();
		release();
		await sleep(32);
		made.acquire();
		await until(() => made.running, "it runs again");
		expect(done.at(-1)).to.equal("start");
	});

	it("tries again what failed, while it is wanted", async () => {
		let failures = 2;
		const { flow: made, done, faults } = flow(() => failures-- > 0);
		made.connect();
		const release = made.acquire();
		let error: unknown;
		await made.started().catch((thrown: unknown) => (error = thrown));
		expect(error).to.include({ code: "failed", message: "start failed" });
		await until(() => made.running, "it runs");
		expect(faults).to.deep.equal(["start failed", "start failed"]);
		expect(done).to.deep.equal(["start"]);
		release();
		await until(() => !made.running, "it has stopped");
	});

	it("gives up when nobody wants it any more", async () => {
		const { flow: made, faults } = flow(() => true);
		made.connect();
		const release = made.acquire();
		await until(() => faults.length === 1, "it has failed once");
		release();
		await sleep(120);
		expect(faults.length).to.be.at.most(2);
	});

	it("takes no notice of an answer from before the doorbell came anew", async () => {
		const { flow: made } = flow();
		made.connect();
		made.acquire();
		made.disconnect(new HubError("offline", "gone"));
		await sleep(20);
		expect(made.running).to.equal(false);
	});
});
