import { assert } from "chai";
import { nameDoorbells } from "../../tools/start/doorbells";
import { numbered } from "../../tools/start/media-files";
import { parseOptions } from "../../tools/start/options";
import { UsageError } from "../../tools/start/usage-error";
import { TemporaryFolder } from "./temporary-folder";

describe("the options of npm start", () => {
	it("start a hub on 127.0.0.1:8000 and one doorbell, by default", () => {
		const options = parseOptions([]);
		assert.notEqual(options, "help");
		assert.deepInclude(options, { hub: { host: "127.0.0.1", port: 8000 } });
		assert.nestedPropertyVal(options, "doorbells.count", 1);
	});

	it("start a hub alone, or doorbells alone", () => {
		assert.nestedPropertyVal(parseOptions(["--hub-only"]), "doorbells", undefined);
		const alone = parseOptions(["--device-only", "--hub", "ws://192.168.1.2:9000"]);
		assert.nestedPropertyVal(alone, "hub", undefined);
		assert.nestedPropertyVal(alone, "doorbells.hub", "ws://192.168.1.2:9000");
		const secure = parseOptions(["--device-only", "--hub", "wss://belltower.local:8000"]);
		assert.nestedPropertyVal(secure, "doorbells.hub", "wss://belltower.local:8000");
		assert.nestedPropertyVal(secure, "doorbells.ca", undefined);
	});

	for (const [parameters, message] of [
		["--nonsense", /Unknown option '--nonsense'/],
		["extra", /Unexpected argument 'extra'/],
		["--port", /--port.* argument missing/],
		["--port eighty", /--port eighty: it must be a whole number from 0 to 65535/],
		["--port 65536", /from 0 to 65535/],
		["--doorbells 0", /from 1 to 20/],
		["--name  ", /argument missing|characters/],
		["--hub-only --device-only", /give one of them/],
		["--hub-only --data x", /--data means nothing with --hub-only/],
		["--data /dev/null", /^--data \/dev\/null: this is a file; it must be a folder/],
		["--hub-only --speaker x.wav", /--speaker means nothing with --hub-only/],
		["--device-only", /add --hub ws:/],
		["--hub ws://a:1", /goes with --device-only/],
		["--device-only --hub a:1", /--hub a:1: it must be ws:\/\/HOST:PORT/],
		["--device-only --hub http://a:1", /it must be ws:/],
		["--device-only --hub ws://a:1/path", /and nothing more/],
		["--device-only --hub wss://a:1 --ca /nonexistent", /--ca \/nonexistent: there is no such file/],
		["--device-only --hub wss://a:1 --ca package.json", /holds no certificate in PEM; the hub's own is tls/],
		["--device-only --hub ws://a:1 --ca package.json", /--ca .* goes with --device-only --hub wss:/],
		["--ca package.json", /--ca .* goes with --device-only --hub wss:/],
		["--hub-only --ca package.json", /--ca means nothing with --hub-only/],
		["--camera /nonexistent/file", /there is no such file/],
		["--microphone /nonexistent.wav", /there is no such file/],
		["--speaker /nonexistent/a.wav", /there is no folder \/nonexistent/],
		["--speaker /tmp/a.mp3", /must be named .wav/],
	] as const) {
		it(`refuse ${parameters}`, () => {
			assert.throws(() => parseOptions(parameters.trim().split(" ")), UsageError, message);
		});
	}

	describe("for files", () => {
		const folder = new TemporaryFolder();
		before(() => {
			folder.write({
				"photo.jpg": new Uint8Array([0xff, 0xd8, 0xff, 0xd9]),
				"text.jpg": "no JPEG",
				"empty/readme.txt": "",
				"text.wav": "no WAV, but long enough",
				"sound.wav": "RIFF\0\0\0\0WAVEfmt ",
			});
		});
		after(() => folder.remove());

		it("take a WAV file as microphone and refuse what only has its name", () => {
			assert.nestedPropertyVal(
				parseOptions(["--microphone", folder.at("sound.wav")]),
				"doorbells.microphone",
				folder.at("sound.wav"),
			);
			assert.throws(
				() => parseOptions(["--microphone", folder.at("text.wav")]),
				UsageError,
				/not a WAV file/,
			);
			assert.throws(() => parseOptions(["--microphone", folder.path]), UsageError, /not a WAV file/);
		});

		it("refuse a camera that is no JPEG, and a folder without one", () => {
			assert.throws(
				() => parseOptions(["--camera", folder.at("text.jpg")]),
				UsageError,
				/neither a JPEG nor an MJPEG/,
			);
			assert.throws(() => parseOptions(["--camera", folder.at("empty")]), UsageError, /holds no file named/);
		});

		it("number the speakers' files if there are several doorbells", () => {
			assert.equal(numbered("/a/b.wav", 1, 3), "/a/b-2.wav");
			assert.equal(numbered("/a/b.wav", 0, 1), "/a/b.wav");
		});
	});
});

describe("the names of doorbells", () => {
	it("are the usual ones, as people say them and as the wire does", () => {
		assert.deepEqual(nameDoorbells(2), [
			{ device: "front-door", name: "Front door" },
			{ device: "back-door", name: "Back door" },
		]);
	});

	it("are numbered if one name is given for several", () => {
		assert.deepEqual(nameDoorbells(2, "Café"), [
			{ device: "cafe-1", name: "Café 1" },
			{ device: "cafe-2", name: "Café 2" },
		]);
	});

	it("are plain on the wire even if they have no letter of the alphabet", () => {
		assert.deepEqual(nameDoorbells(1, "門"), [{ device: "doorbell-1", name: "門" }]);
	});

	it("are all different, up to the most there can be", () => {
		assert.equal(new Set(nameDoorbells(20).map(({ device }) => device)).size, 20);
	});
});
