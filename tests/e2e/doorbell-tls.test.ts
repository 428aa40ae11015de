import { expect } from "chai";
import type { BuiltFirmware } from "../../tools/build/firmware";
import { DoorbellProcess } from "../support/doorbell-process";
import { readJpeg } from "../support/jpeg";
import { PlayedServer } from "../support/played-server";
import { until } from "../support/until";
import { type Certificate, CertificateFolder, derOf, hasOpenSSL } from "../websocket/tls/certificates";

const title = "a doorbell over TLS";
const headerLength = 12;

(hasOpenSSL() ? describe : describe.skip)(
	hasOpenSSL() ? title : `${title} (skipped: the command openssl is missing)`,
	function () {
		this.timeout(60_000);
		let firmware: BuiltFirmware;
		let folder: CertificateFolder;
		let authority: Certificate;
		let server: PlayedServer;
		let doorbell: DoorbellProcess;

		before(async function () {
			this.timeout(240_000);
			firmware = await DoorbellProcess.build();
			folder = new CertificateFolder();
			authority = folder.issue("Home authority", undefined, { authority: true });
		});
		after(() => folder.remove());
		afterEach(async () => {
			await doorbell.destroy();
			await server.close();
		});

		async function start(certificate: Certificate, ca: string): Promise<void> {
			server = await PlayedServer.listen("belltower.1", 0, certificate);
			doorbell = new DoorbellProcess(firmware, { config: { hub: server.address, ca } });
		}

		const authorities: Record<string, () => string> = {
			PEM: () => authority.cert,
			"DER in base64": () => derOf(authority).toString("base64"),
		};
		for (const [form, text] of Object.entries(authorities))
			it(`streams to a server whose authority is in the setting ca as ${form}`, async () => {
				await start(folder.issue("127.0.0.1", authority), text());
				const audio = await server.connection("/ws/from_esp", 20_000);
				await until("hello", () => audio.texts.length > 0);
				expect(doorbell.output).to.match(/link audio: connecting to wss:\/\/127\.0\.0\.1:/);
				expect(await audio.ask({ type: "video.start", id: 1 })).to.include({ ok: true });
				expect(await audio.ask({ type: "audio.start", id: 2, direction: "esp2client" })).to.include({
					ok: true,
				});
				const video = await server.connection("/ws/image", 20_000);
				await video.received(5, 20_000);
				await audio.received(50, 20_000);
				for (const message of video.binaries)
					expect(readJpeg(message.subarray(headerLength))).to.deep.equal({ width: 640, height: 480 });
			});

		const refused: Record<string, [() => [Certificate, string], RegExp]> = {
			"has expired": [
				() => [folder.issue("127.0.0.1", authority, { expired: true }), authority.cert],
				/certificate has expired, or is not valid yet: .*; next try/,
			],
			"is for another name": [
				() => [folder.issue("window.example", authority), authority.cert],
				/certificate is for another name than the host's.*; next try/,
			],
			"is signed by itself": [
				() => [folder.issue("127.0.0.1"), authority.cert],
				/certificate is signed by itself alone.*; next try/,
			],
			"is of an authority that is not trusted": [
				() => [
					folder.issue("127.0.0.1", folder.issue("Other", undefined, { authority: true })),
					authority.cert,
				],
				/certificate is of an authority that is not trusted.*; next try/,
			],
			"is of an authority that the system does not know": [
				() => [folder.issue("127.0.0.1", authority), ""],
				/certificate is of an authority that is not trusted.*; next try/,
			],
		};
		for (const [name, [make, expected]] of Object.entries(refused))
			it(`says why it does not connect to a server whose certificate ${name}`, async () => {
				await start(...make());
				await doorbell.printed(expected, 20_000);
				expect(server.connections).to.deep.equal([]);
				expect(doorbell.running).to.equal(true);
			});

		it("does not connect with certificates in ca that can't be read, and says so", async () => {
			await start(folder.issue("127.0.0.1", authority), "trust me");
			await doorbell.printed(/ca is "trust me"; it must be empty, or certificates in PEM, or DER in base64/);
			await doorbell.printed(/not connecting: hub, device, token and ca must be valid first/);
			expect(server.connections).to.deep.equal([]);
		});
	},
);
