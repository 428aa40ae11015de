import { expect } from "chai";
import { readSettings } from "settings/settings";

const board = { name: "a-board", light: { pin: 48, length: 8 } };
const least = { hub: "ws://hub:8000", device: "front-door", board };

describe("settings/settings", () => {
	it("has a default for all but the hub, the device and the board", () => {
		expect(readSettings(least)).to.deep.equal({
			problems: [],
			settings: {
				hub: { secure: false, host: "hub", port: 8000, prefix: "", query: "" },
				device: "front-door",
				name: "Doorbell",
				ssid: "",
				password: "",
				token: "",
				ca: "",
				original: { esp2client: true, client2esp: true, video: true },
				volume: 70,
				gain: 24,
				depth: 60,
				ducking: true,
				frameSize: "VGA",
				lowestFrameSize: "QVGA",
				quality: 12,
				worstQuality: 40,
				framesPerSecond: 20,
				lowestFramesPerSecond: 2,
				bell: true,
				chimeVolume: 70,
				doorOpen: 3000,
				nameServers: [],
				firmware: "unknown",
				board: {
					name: "a-board",
					codec: undefined,
					camera: undefined,
					light: board.light,
					bell: undefined,
					door: undefined,
				},
			},
		});
	});

	it("says what is missing", () => {
		const { settings, problems } = readSettings({});
		expect([settings.hub, settings.device, settings.board.name]).to.deep.equal([
			undefined,
			undefined,
			"unknown",
		]);
		expect(problems.map((problem) => problem.split(":")[0])).to.deep.equal([
			"device is missing; it must be 1 to 64 characters",
			"the hub's address is missing",
			"board is missing; it must be an object with the board's name and parts",
		]);
	});

	it("takes numbers, booleans and lists as text, as the command line gives them", () => {
		const { settings, problems } = readSettings({
			...least,
			volume: "0",
			framesPerSecond: "7",
			original: "esp2client, video",
			nameServers: "10.0.0.1,10.0.0.2",
		});
		expect(problems).to.deep.equal([]);
		expect(settings).to.deep.include({
			volume: 0,
			framesPerSecond: 7,
			original: { esp2client: true, client2esp: false, video: true },
			nameServers: ["10.0.0.1", "10.0.0.2"],
		});
		expect(readSettings({ ...least, original: "" }).settings.original.video).to.equal(false);
		expect(readSettings({ ...least, original: { video: "true" } }).settings.original).to.deep.equal({
			esp2client: false,
			client2esp: false,
			video: true,
		});
	});

	const wrong: [string, unknown, RegExp, unknown][] = [
		["hub", "http://hub", /^the hub's address is "http:\/\/hub": its scheme/, undefined],
		["device", "Front Door", /^device is "Front Door"; it must be/, undefined],
		["device", "-a", /^device is "-a"/, undefined],
		["device", "a".repeat(65), /^device is/, undefined],
		[
			"token",
			"two words",
			/^token is a value that is not shown here; it must be at most 256 letters/,
			undefined,
		],
		["name", "", /^name is ""; it must be 1 to 64 characters.*"Doorbell" is used instead$/, "Doorbell"],
		["name", "a\nb", /^name is "a\\nb"/, "Doorbell"],
		["ssid", "a".repeat(33), /^ssid is .* at most 32 bytes/, ""],
		["password", "short", /^password is a value that is not shown here; it must be 8 to 63/, undefined],
		["ca", "hello", /^ca is "hello"; it must be empty, or certificates in PEM/, undefined],
		["lowestFrameSize", "XGA", /^lowestFrameSize is "XGA"; it must be no larger than frameSize/, "VGA"],
		["volume", "loud", /^volume is NaN; it must be a whole number from 0 to 100; 70 is used instead$/, 70],
		["volume", "", /^volume is ""/, 70],
		["gain", 43, /^gain is 43; it must be a whole number from 0 to 42; 24 is used instead$/, 24],
		["depth", -1, /^depth is -1/, 60],
		["frameSize", "vga", /^frameSize is "vga"; it must be "QVGA", "VGA"/, "VGA"],
		["quality", 3, /^quality is 3; it must be a whole number from 4 to 63/, 12],
		["framesPerSecond", 0, /^framesPerSecond is 0/, 20],
		["firmware", "a b", /^firmware is "a b"/, "unknown"],
	];
	for (const [name, value, sentence, instead] of wrong)
		it(`refuses ${JSON.stringify(value)} as ${name}`, () => {
			const { settings, problems } = readSettings({ ...least, [name]: value });
			expect(problems).to.have.length(1);
			expect(problems[0]).to.match(sentence);
			expect(settings[name as "hub"]).to.deep.equal(instead);
		});

	it("refuses what is wrong inside of a setting", () => {
		const problemOf = (name: string, value: unknown): string | undefined =>
			readSettings({ ...least, [name]: value }).problems[0];
		expect(problemOf("original", "sound")).to.match(
			/^a part of original is "sound"; it must be "esp2client"/,
		);
		expect(problemOf("original", { video: 1 })).to.match(/^original.video is 1; it must be true or false/);
		expect(problemOf("original", [])).to.match(/^original is an array/);
		expect(problemOf("nameServers", "dns.example")).to.match(/^an address in nameServers is "dns.example"/);
		expect(problemOf("board", { name: "a b" })).to.match(/^board.name is "a b"/);
		expect(problemOf("board", { name: "b", camera: 7 })).to.match(/^board.camera is 7; it must be an object/);
	});
});
