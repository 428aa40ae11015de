import { expect } from "chai";
import { readAccessPoint } from "provisioning/access-point";
import { FirstStart, type FirstStartPhase } from "provisioning/first-start";
import { SettingsStore } from "settings/store";
import { Station } from "wifi/station";
import { FakeServer } from "../support/fake-connection";
import { FakeRadio } from "../support/fake-radio";
import { FakeStorage } from "../support/fake-storage";
import { VirtualTime } from "../support/virtual-time";

const good = "ssid=Home&other=&password=correct+horse&hub=ws%3A%2F%2Fhub&token=abc&ca=&name=Gate&device=gate";

function make() {
	const radio = new FakeRadio();
	const time = new VirtualTime();
	const server = new FakeServer();
	const lines: string[] = [];
	const log = (text: string): unknown => lines.push(text);
	const station = new Station({ radio, time, log });
	const storage = new FakeStorage();
	const store = new SettingsStore({ storage, defaults: { device: "front-door", board: { name: "a" } } });
	const ends: string[] = [];
	const phases: FirstStartPhase[] = [];
	const first = new FirstStart({
		store,
		radio,
		station,
		connect: () => server.connect,
		time,
		log,
		accessPoint: { ssid: "Belltower-abcd", password: "password12" },
		address: "192.168.4.1",
		onPhase: (phase) => phases.push(phase),
		onDone: () => ends.push("done"),
		onClosed: () => ends.push("closed"),
	});
	const ask = (method: "GET" | "POST", path: string, body = "", headers: [string, string][] = []) =>
		first.handle({
			method,
			path,
			headers: new Map(headers),
			body: new Uint8Array(ArrayBuffer.fromString(body)),
		});
	first.start();
	time.advance(1000);
	radio.find();
	return { radio, time, server, lines, store, storage, ends, phases, ask, first };
}

describe("provisioning/first-start", () => {
	it("opens an access point, says where, and lists the networks", () => {
		const { radio, lines, ask } = make();
		expect(radio.asked).to.deep.equal(["open Belltower-abcd password12", "scan"]);
		expect(lines[0]).to.match(
			/network Belltower-abcd with the password password12.*http:\/\/192\.168\.4\.1\//,
		);
		const { status, body } = ask("GET", "/");
		expect(status).to.equal(200);
		expect(body).to.include("Home (strong)");
		expect(body).not.to.match(/(src|href)=/);
	});

	it("sends phones that ask for anything else to the page", () => {
		for (const path of ["/generate_204", "/hotspot-detect.html", "/x"])
			expect(make().ask("GET", path)).to.include({ status: 303, location: "http://192.168.4.1/" });
	});

	it("tries Wi-Fi and hub, stores them, and closes", () => {
		const { radio, time, server, store, ends, phases, ask } = make();
		expect(ask("POST", "/", good)).to.include({ status: 303, location: "/progress" });
		expect(radio.asked.at(-1)).to.equal("join Home correct horse");
		expect(ask("GET", "/progress").body).to.include("Trying it");
		expect(ask("GET", "/")).to.include({ status: 303, location: "/progress" });
		radio.tell("joined", "address");
		expect(server.audio.options.headers.get("Authorization")).to.equal("Bearer abc");
		expect(server.audio.options.path).to.include("device=gate");
		server.audio.open("belltower.1");
		expect(ask("GET", "/progress").body).to.include("The doorbell is set up");
		expect(store.values).to.deep.include({
			ssid: "Home",
			password: "correct horse",
			name: "Gate",
			token: "abc",
		});
		expect(ends).to.deep.equal([]);
		time.advance(6000);
		expect(ends).to.deep.equal(["done"]);
		expect(phases).to.deep.equal(["form", "trying", "done"]);
		expect(radio.asked.at(-1)).to.equal("close");
	});

	const failures: [string, (made: ReturnType<typeof make>) => void, string][] = [
		[
			"a wrong password",
			({ radio }) => radio.tell("rejected"),
			"Wi-Fi: &quot;Home&quot; rejected the password.",
		],
		[
			"an unknown hub",
			({ radio, server }) => {
				radio.tell("joined", "address");
				server.audio.lose("", "resolve-failed");
			},
			"Hub: no computer named &quot;hub&quot; was found; is the name right?",
		],
		[
			"a hub that does not run",
			({ radio, server }) => {
				radio.tell("joined", "address");
				server.audio.lose("", "connect-failed");
			},
			"Hub: hub does not answer on port 8000; does the hub run there?",
		],
		[
			"a refused token",
			({ radio, server }) => {
				radio.tell("joined", "address");
				server.audio.lose("", "handshake-unauthorized", 401);
			},
			"Hub: the hub refuses the token.",
		],
	];
	for (const [what, happen, sentence] of failures)
		it(`says that there is ${what}, stores nothing, and keeps what was entered`, () => {
			const made = make();
			made.ask("POST", "/", good);
			happen(made);
			const { body } = made.ask("GET", "/");
			expect(body).to.include(`role="alert">${sentence}`);
			expect(made.phases).to.deep.equal(["form", "trying", "form"]);
			expect(body).to.include('value="ws://hub"').and.to.include('value="gate"');
			expect(body).not.to.match(/correct horse|abc/);
			expect(made.store.values.ssid).to.equal("");
			made.ask("POST", "/", good.replace("correct+horse", "").replace("token=abc", "token="));
			expect(made.radio.asked.at(-1)).to.equal("join Home correct horse");
		});

	it("keeps a hub that does not answer, if it is told to", () => {
		const { radio, server, store, ask } = make();
		ask("POST", "/", `${good}&skip=yes`);
		radio.tell("joined", "address");
		server.audio.lose("", "connect-failed");
		expect(store.values.ssid).to.equal("Home");
		expect(ask("GET", "/progress").body).to.include("does not answer on port 8000");
	});

	it("says all that is wrong with a form, and tries nothing", () => {
		const { radio, ask } = make();
		const asked = radio.asked.length;
		expect(ask("POST", "/", "ssid=&password=short&hub=http%3A%2F%2Fx&device=A%20b")).to.include({
			location: "/",
		});
		const { body } = ask("GET", "/");
		expect(body.match(/role="alert"/g)).to.have.length(4);
		expect(body)
			.to.include("Choose a Wi-Fi network")
			.and.to.include("Password is a value that is not shown here");
		ask("POST", "/", "ssid=%FF");
		expect(ask("GET", "/").body).to.include("The form could not be read: a field is not in UTF-8.");
		expect(radio.asked.length).to.equal(asked);
	});

	it("shows what others have named their networks as text", () => {
		const { radio, ask } = make();
		radio.networks = [{ ssid: `"><script>x</script>`, signal: -80, open: true }];
		ask("POST", "/scan", good.replace("Gate", "Later"));
		radio.find();
		const { body } = ask("GET", "/");
		expect(body)
			.to.include("&quot;&gt;&lt;script&gt;x&lt;/script&gt; (weak, open)")
			.and.not.to.include("<script");
		expect(body, "what was entered").to.include('value="Later"');
	});

	it("takes no form from another site", () => {
		const { radio, ask } = make();
		const headers: [string, string][] = [
			["host", "192.168.4.1"],
			["origin", "http://elsewhere.example"],
		];
		ask("POST", "/", good, headers);
		expect(radio.asked.at(-1)).to.equal("scan");
		ask("POST", "/", good, [
			["host", "192.168.4.1"],
			["origin", "http://192.168.4.1"],
		]);
		expect(radio.asked.at(-1)).to.equal("join Home correct horse");
	});

	it("closes when nobody has come for a quarter of an hour", () => {
		const { time, radio, ends, ask } = make();
		time.advance(14 * 60_000);
		ask("GET", "/");
		time.advance(14 * 60_000);
		expect(ends).to.deep.equal([]);
		time.advance(60_000);
		expect([ends, radio.asked.at(-1), time.timers]).to.deep.equal([["closed"], "close", 0]);
	});
});

describe("provisioning/access-point", () => {
	let seed = 1;
	const random = (bytes: Uint8Array): void => {
		for (let index = 0; index < bytes.length; index++) bytes[index] = seed = (seed * 73 + 41) % 251;
	};

	it("has a name and a password of its own, which stay", () => {
		const storage = new FakeStorage();
		const made = readAccessPoint(storage, random, "");
		expect(made.ssid).to.match(/^Belltower-[a-z2-9]{4}$/);
		expect(made.password).to.match(/^[a-z2-9]{10}$/);
		expect(readAccessPoint(storage, random, "")).to.deep.equal(made);
		expect(readAccessPoint(new FakeStorage(), random, "")).not.to.deep.equal(made);
		const broken = new FakeStorage();
		broken.failing = 0;
		expect(readAccessPoint(broken, random, "").password).to.match(/^[a-z2-9]{10}$/);
		expect(readAccessPoint(storage, random, "given password")).to.deep.equal({
			ssid: made.ssid,
			password: "given password",
		});
	});
});
