import { expect } from "chai";
import { BackOff } from "link/back-off";
import { Station } from "wifi/station";
import { FakeRadio } from "../support/fake-radio";
import { VirtualTime } from "../support/virtual-time";

function make() {
	const radio = new FakeRadio();
	const time = new VirtualTime();
	const log: string[] = [];
	const backOff = new BackOff({ random: () => 0.999 });
	const station = new Station({ radio, time, log: (text) => log.push(text), backOff });
	const changes: string[] = [];
	station.onChanged = () => changes.push(station.up ? "up" : station.reason);
	return { radio, time, log, station, changes };
}

describe("wifi/station", () => {
	it("joins a network, and is up when it has an address there", () => {
		const { radio, station, changes } = make();
		station.start("Home", "correct horse");
		radio.tell("joined");
		expect(station.up).to.equal(false);
		radio.tell("address");
		expect(station.up).to.equal(true);
		expect(changes).to.deep.equal(['joining "Home"', "up"]);
		expect(radio.asked).to.deep.equal(["join Home correct horse"]);
	});

	const failures: [string, (made: ReturnType<typeof make>) => void, string][] = [
		["a wrong password", ({ radio }) => radio.tell("rejected"), '"Home" rejected the password'],
		[
			"a network that is not there",
			({ radio }) => {
				radio.networks = [];
				radio.tell("lost");
				radio.find();
			},
			'there is no network "Home" here',
		],
		[
			"a network that does not let it in",
			({ radio }) => {
				radio.tell("lost");
				radio.find();
			},
			'"Home" did not let the doorbell in: the password may be wrong, or the signal too weak',
		],
		[
			"a look for networks that does not end",
			({ radio, time }) => {
				radio.tell("lost");
				time.advance(10_000);
			},
			'"Home" did not let the doorbell in: the password may be wrong, or the signal too weak',
		],
		["a network that is silent", ({ time }) => time.advance(20_000), '"Home" did not answer within 20 s'],
		[
			"a network without addresses",
			({ radio, time }) => {
				radio.tell("joined");
				time.advance(15_000);
			},
			'"Home" gave out no address within 15 s',
		],
	];
	for (const [what, happen, reason] of failures)
		it(`tells of ${what}, and tries again`, () => {
			const made = make();
			made.station.start("Home", "secret-not-logged");
			happen(made);
			expect(made.station.reason).to.equal(reason);
			expect(made.log.at(-1)).to.equal(`wifi: ${reason}; next try in 0.5 s`);
			expect(made.log.join()).not.to.include("secret");
			made.time.advance(500);
			expect(made.radio.asked.at(-1)).to.equal("join Home secret-not-logged");
			made.radio.tell("joined", "address");
			expect(made.station.up).to.equal(true);
		});

	it("comes back when the network was lost, and backs off to half a minute while it is not there", () => {
		const { radio, time, station, log } = make();
		station.start("Home", "");
		radio.tell("joined", "address", "lost");
		expect([station.up, station.reason]).to.deep.equal([false, '"Home" was lost']);
		for (let tries = 0; tries < 10; tries++) {
			time.advance(30_000);
			radio.tell("lost");
			radio.find();
		}
		expect(log.at(-1)).to.match(/next try in 30\.0 s$/);
		time.advance(30_000);
		radio.tell("joined", "address");
		expect(station.up).to.equal(true);
	});

	it("takes what is told after it gave up for no answer to a later try", () => {
		const { radio, time, station } = make();
		station.start("Home", "");
		radio.tell("rejected");
		radio.tell("lost", "lost");
		expect(radio.asked).to.deep.equal(["join Home ", "leave"]);
		time.advance(500);
		expect(radio.asked.at(-1)).to.equal("join Home ");
	});

	it("is silent once it is stopped, and leaves no timer", () => {
		const { radio, time, station } = make();
		station.start("Home", "");
		station.stop();
		const asked = radio.asked.length;
		radio.tell("joined", "address", "lost", "rejected");
		time.advance(100_000);
		expect([station.up, radio.asked.length, time.timers]).to.deep.equal([false, asked, 0]);
	});
});
