import { expect } from "chai";
import { Churn } from "../../tools/bench/hub/churn";
import { FakeDevice, tinyJpeg } from "./fake-device";
import { openSockets, usedMemory } from "./memory";
import { stopHubs, testHub, until } from "./with-hub";

/** Milliseconds. */
const ROUND = 1000;
const LONGEST_STAY = 300;

describe("hub: coming and going", () => {
	afterEach(stopHubs);

	it("of viewers, in every way there is, leaves no memory, no handle and no camera running behind", async function () {
		this.timeout(30_000);
		const hub = await testHub();
		const device = await FakeDevice.connect(hub.url);
		const camera = setInterval(() => device.sendPicture(tinyJpeg(1, 2000)), 20);
		const sockets = openSockets();
		const used: number[] = [];
		let came = 0;
		for (let round = 0; round < 3; round++) {
			const result = await new Churn(hub.port, 40, "front-door", LONGEST_STAY).run(ROUND);
			came += result.came;
			expect(result.pictures).to.be.greaterThan(0);
			await until(() => hub.viewers === 0, "all have gone");
			await until(() => openSockets() <= sockets, "all their sockets are closed");
			used.push(await usedMemory());
		}
		clearInterval(camera);
		expect(came).to.be.greaterThan(60);
		const [, second = 0, third = 0] = used;
		expect(third - second).to.be.lessThan(1_000_000);
		await device.command("video.stop");
		expect(hub.devices.get("front-door")).to.include({ watchers: 0 });
		expect(hub.devices.get("front-door")?.pictures.flow.wanted).to.equal(0);
	});

	it("of doorbells leaves no memory and no handle behind", async function () {
		this.timeout(30_000);
		const hub = await testHub();
		const sockets = openSockets();
		const used: number[] = [];
		for (let round = 0; round < 3; round++) {
			const doorbells = await Promise.all(
				Array.from({ length: 60 }, (_, number) => FakeDevice.connect(hub.url, { id: `door-${number}` })),
			);
			for (const [number, { audio, video }] of doorbells.entries()) {
				if (number % 2) audio.terminate();
				else audio.close();
				video.terminate();
			}
			await until(() => openSockets() <= sockets, "all their sockets are closed");
			await until(() => [...hub.devices].every(({ online }) => !online), "all have gone");
			hub.lines.length = 0;
			used.push(await usedMemory());
		}
		const [, second = 0, third = 0] = used;
		expect(third - second).to.be.lessThan(1_000_000);
	});
});
