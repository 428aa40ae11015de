import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { expect } from "chai";
import { runCommand } from "../../hub/cli/cli";
import type { HubOptions } from "../../hub/options";
import { FakeDevice } from "./fake-device";
import { FakeViewer } from "./fake-viewer";
import { stopHubs, testHub, until } from "./with-hub";

interface Outcome {
	status: number;
	output: string;
	errors: string;
	ran: HubOptions[];
}

const PASSWORD = "correct horse battery";

describe("hub: npm run hub", function () {
	/* A password's hash takes a quarter of a second on purpose, and longer on a busy machine. */
	this.timeout(30_000);
	let data = "";
	beforeEach(() => (data = mkdtempSync(join(tmpdir(), "belltower-cli-"))));
	afterEach(async () => {
		await stopHubs();
		rmSync(data, { recursive: true, force: true });
	});

	async function hub(
		words: string,
		{ typed = "", environment = {} }: { typed?: string; environment?: Record<string, string> } = {},
	): Promise<Outcome> {
		const output = new PassThrough();
		const errors = new PassThrough();
		const ran: HubOptions[] = [];
		const status = await runCommand(
			words.split(" ").filter((word) => word !== ""),
			{ BELLTOWER_DATA: data, ...environment },
			{ input: Readable.from([typed]), output, errors },
			(options) => {
				ran.push(options);
				return Promise.resolve();
			},
		);
		const text = (stream: PassThrough) => String((stream.read() as Buffer | null) ?? "");
		return { status, output: text(output), errors: text(errors), ran };
	}

	const token = ({ output }: Outcome) => output.split("\n")[0] ?? "";

	const signIn = (url: string, password: string) =>
		fetch(`${url}/api/session`, {
			method: "POST",
			headers: { "content-type": "application/json" },
			body: JSON.stringify({ name: "admin", password }),
		});

	it("lists its commands, and says what is none", async () => {
		expect((await hub("--help")).output)
			.to.include("device add ID")
			.and.include("BELLTOWER_DATA");
		for (const words of ["dance", "device dance", "device add", "--dance", "constructor", "user add"]) {
			const { status, errors } = await hub(words);
			expect(status, words).to.equal(2);
			expect(errors, words).to.match(/^belltower: .+\n.*--help lists the commands/);
		}
		expect(readdirSync(data).every((name) => name.startsWith("belltower.db"))).to.equal(true);
	});

	it("runs the hub with what the environment says, in its data folder", async () => {
		const { ran } = await hub("", { environment: { BELLTOWER_PORT: "8123" } });
		expect(ran[0]).to.include({ port: 8123, data });
		const elsewhere = await hub("", { environment: { BELLTOWER_DATA: "", XDG_DATA_HOME: "/nowhere" } });
		expect(elsewhere.ran[0]).to.include({ data: "/nowhere/belltower" });
		const tls = await hub("", { environment: { BELLTOWER_TLS_CERT: "a.pem" } });
		expect(tls).to.include({ status: 1 });
		expect(tls.errors).to.include("BELLTOWER_TLS_KEY");
	});

	it("refuses what a command has no use for, and what a variable can't be", async () => {
		for (const [words, excess] of [
			["device add a b", '"b"'],
			["device list a", '"a"'],
			["--name x", "--name"],
			["user add anna --device front-door", "--device"],
			["certificate --person", "--person"],
		] as const) {
			const { status, errors } = await hub(words);
			expect(status, words).to.equal(2);
			expect(errors, words).to.include(`has no use for ${excess}`);
		}
		for (const [name, value] of [
			["BELLTOWER_ALLOW_ORIGINAL", "yes"],
			["BELLTOWER_TLS", "on please"],
			["BELLTOWER_PORT", "-1"],
		] as const) {
			const { status, errors, ran } = await hub("", { environment: { [name]: value } });
			expect({ status, ran }, name).to.deep.equal({ status: 1, ran: [] });
			expect(errors).to.match(new RegExp(`^belltower: ${name} is "${value}"; it must be .*\n$`));
		}
		expect((await hub("token add frigate --device nobody")).errors).to.include("no doorbell nobody is known");
		expect((await hub("token list")).errors).to.equal("There is none yet.\n");
	});

	it("says what is wrong with a folder in which no certificate can be made, and where the help can't listen", async () => {
		expect((await hub("certificate belltower.local")).output).to.include("Fingerprint (SHA-256)");
		const port = await hub("", { environment: { BELLTOWER_TLS_HELP_PORT: "70000" } });
		expect(port.errors).to.match(/BELLTOWER_TLS_HELP_PORT is "70000"; it must be a port/);
		writeFileSync(join(data, "tls", "authority.pem"), "overwritten");
		const { status, errors } = await hub("certificate");
		expect(status).to.equal(1);
		expect(errors).to.match(
			/^belltower: the certificate can't be made in .*tls: .*move that folder away.*\n$/,
		);
	});

	it("makes a hub ready that others can reach: it does not start before", async () => {
		const start = () => testHub({ data, proxies: ["127.0.0.1"] });
		const refusal = await start().then(
			() => "it started",
			(error: unknown) => (error as Error).message,
		);
		expect(refusal).to.include("npm run hub -- password").and.include("npm run hub -- device add");
		expect((await hub("password", { typed: `${PASSWORD}\n` })).output).to.include("admin can sign in");
		const deviceToken = token(await hub("device add front-door --name Entrance"));
		const { port } = await start();
		const url = `http://127.0.0.1:${port}`;
		expect((await fetch(`${url}/api/devices`)).status).to.equal(401);
		const signedIn = await signIn(url, PASSWORD);
		expect(signedIn.status).to.equal(200);
		await FakeDevice.connect(url, { token: deviceToken });
		const cookie = signedIn.headers.get("set-cookie")?.split(";")[0] ?? "";
		const { devices } = (await (await fetch(`${url}/api/devices`, { headers: { cookie } })).json()) as {
			devices: { name: string }[];
		};
		expect(devices.map(({ name }) => name)).to.deep.equal(["Entrance"]);
	});

	it("counts at once where a hub runs: another password signs everybody out, a revoked doorbell goes", async () => {
		await hub("password", { typed: `${PASSWORD}\n` });
		const first = token(await hub("device add front-door"));
		const { url } = await testHub({ data });
		const cookie = (await signIn(url, PASSWORD)).headers.get("set-cookie")?.split(";")[0] ?? "";
		const viewer = await FakeViewer.connect(url, { headers: { cookie } });
		const device = await FakeDevice.connect(url, { token: first });
		const codes: number[] = [];
		device.audio.on("close", (code: number) => codes.push(code));
		viewer.webSocket.on("close", (code: number) => codes.push(code));
		const second = token(await hub("device token front-door"));
		expect((await hub("password", { typed: "another one entirely\n" })).output).to.include("signed out");
		await until(() => codes.length === 2, "both were shown out");
		expect(codes).to.deep.equal([1008, 1008]);
		expect((await fetch(`${url}/api/devices`, { headers: { cookie } })).status).to.equal(401);
		await FakeDevice.connect(url, { token: second });
	});

	it("shows tokens once and keeps only their hashes; lists and revokes them", async () => {
		const deviceToken = token(await hub("device add garage"));
		const accessToken = token(await hub("token add frigate --device garage"));
		expect(deviceToken).to.match(/^device_[\w-]{43}$/);
		expect(accessToken).to.match(/^access_[\w-]{43}$/);
		for (const words of ["device list", "token list"]) {
			const { output } = await hub(words);
			expect(output).to.include("garage").and.not.include(deviceToken).and.not.include(accessToken);
		}
		const id = (await hub("token list")).output.split("\t")[0] ?? "";
		expect((await hub(`token revoke ${id}`)).status).to.equal(0);
		expect((await hub("token list")).output).to.equal("");
		expect((await hub("device revoke garage")).output).to.include("shut out");
		expect((await hub("device list")).output).to.include("revoked");
	});

	it("refuses weak passwords, unknown names, and to leave nobody in charge", async () => {
		expect((await hub("password", { typed: "short\n" })).errors).to.include("10 to 200");
		expect((await hub("password")).errors).to.include("no password");
		await hub("password", { typed: `${PASSWORD}\n` });
		expect((await hub("user remove admin")).errors).to.include("last admin");
		expect((await hub("password nobody", { typed: `${PASSWORD}\n` })).errors).to.include("no user nobody");
		expect((await hub("user add anna --person", { typed: `${PASSWORD}\n` })).output).to.include("person");
		expect((await hub("user list")).output).to.equal("admin\tadmin\nanna\tperson\n");
		expect((await hub("device add ../etc")).errors).to.include("1 to 64 characters");
	});
});
