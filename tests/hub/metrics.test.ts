import { expect } from "chai";
import { FakeDevice, tinyJpeg } from "./fake-device";
import { stopHubs, testHub, until } from "./with-hub";

describe("hub: metrics and health", () => {
	afterEach(stopHubs);

	it("are counts and gauges in Prometheus' text format", async () => {
		const hub = await testHub();
		const device = await FakeDevice.connect(hub.url);
		for (let number = 0; number < 3; number++) device.sendPicture(tinyJpeg(number, 1000));
		device.say({
			type: "stats",
			time: 1,
			camera: { framesPerSecond: 14.5 },
			memory: { chunks: 9000 },
			signal: -60,
		});
		await until(() => hub.devices.get("front-door")?.pictures.counts.messages === 3, "three have come");
		const response = await fetch(`${hub.url}/metrics`);
		expect(response.headers.get("content-type")).to.equal("text/plain; version=0.0.4; charset=utf-8");
		const text = await response.text();
		expect(text).to.include('\nbelltower_device_online{device="front-door"} 1\n');
		expect(text).to.include('\nbelltower_messages_total{device="front-door",medium="pictures"} 3\n');
		expect(text).to.include('\nbelltower_bytes_total{device="front-door",medium="pictures"} 3036\n');
		expect(text).to.include('\nbelltower_doorbell_frames_per_second{device="front-door"} 14.5\n');
		const names = text.split("\n").filter((line) => line.startsWith("# TYPE "));
		expect(new Set(names).size, "each family is described once").to.equal(names.length);
		for (const line of text.trim().split("\n")) {
			expect(line).to.match(/^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{([a-z]+="[^"\n]*",?)+\})? -?[0-9.e+-]+)$/);
		}
	});

	it("keep the last minutes of a doorbell for charts, and no more", async () => {
		const hub = await testHub();
		const device = await FakeDevice.connect(hub.url);
		for (let number = 0; number < 320; number++) {
			device.say({
				type: "stats",
				time: number,
				uptime: number,
				camera: { framesPerSecond: 15 },
				signal: null,
			});
		}
		const log = hub.devices.get("front-door")?.health;
		await until(() => log?.newest("uptime") === 319, "all have come");
		const { times, series } = (await (await fetch(`${hub.url}/api/devices/front-door/health`)).json()) as {
			times: number[];
			series: Record<string, (number | null)[]>;
		};
		expect(times).to.have.length(300);
		expect(series["uptime"]?.[0]).to.equal(20);
		expect(series["uptime"]?.at(-1)).to.equal(319);
		expect(series["signal"]?.every((value) => value === null)).to.equal(true);
		expect(series["framesPerSecond"]?.[5]).to.equal(15);
	});
});
