import { assert } from "chai";
import type { Update } from "../../hub/wire/viewer";
import { crashingOn, Fleet } from "../support/fleet";
import { TestFirmware } from "../support/updatable-doorbell";
import { until } from "../support/until";

const devices = Array.from({ length: 10 }, (_, index) => `door-${index}`);
const bad = "door-5";

/** Ten simulated doorbells on XS, with flash and boot loader each, at one hub. */
describe("ten doorbells, updated in stages with one bad", function () {
	this.timeout(180_000);
	let firmware: TestFirmware;
	let fleet: Fleet;

	before(async function () {
		this.timeout(600_000);
		firmware = await TestFirmware.build();
		fleet = await Fleet.start({ firmware, devices });
	});
	after(() => fleet.destroy());

	/** Waits for the end of a roll-out, and checks at each look that no more than `atOnce` are in hand. */
	async function end(update: Update, atOnce: number): Promise<Update> {
		return until(
			"the end of the roll-out",
			async () => {
				const now = await fleet.read(update);
				const inHand = now.devices.filter(({ state }) => ["asked", "loading", "trial"].includes(state));
				assert.isAtMost(inHand.length, atOnce);
				return now.state !== "running" && now;
			},
			120_000,
		);
	}

	const statesOf = ({ devices: each }: Update): Record<string, string> =>
		Object.fromEntries(each.map(({ device, state }) => [device, state]));

	it("stops at the one that fails: those before run the new firmware, those after the old, and so does it", async () => {
		const image = firmware.image("0.2.0", crashingOn(bad));
		const update = await end(await fleet.rollOut(image, { devices, atOnce: 2 }), 2);
		assert.equal(update.state, "stopped", JSON.stringify(update.devices));
		const states = statesOf(update);
		assert.include(
			update.devices.find(({ device }) => device === bad),
			{ state: "failed", code: "crashed" },
		);
		for (const device of devices) {
			assert.oneOf(states[device], device === bad ? ["failed"] : ["done", "waiting"], device);
			await fleet.runs(device, states[device] === "done" ? "0.2.0" : "0.1.0");
		}
		const count = (state: string) => Object.values(states).filter((each) => each === state).length;
		assert.isAtLeast(count("done"), 4);
		assert.isAtLeast(count("waiting"), 3, "those after the bad one are left alone");
	});

	it("brings it to the nine others when told to go on, and the one is not tried again by itself", async () => {
		const image = firmware.image("0.2.0", crashingOn(bad));
		const plan = { devices, atOnce: 3, stopOnFailure: false };
		const update = await end(await fleet.rollOut(image, plan), 3);
		assert.equal(update.state, "failed", JSON.stringify(update.devices));
		for (const device of devices) await fleet.runs(device, device === bad ? "0.1.0" : "0.2.0");
		assert.include(
			update.devices.find(({ device }) => device === bad),
			{ state: "failed", code: "failed-before" },
		);
	});
});
