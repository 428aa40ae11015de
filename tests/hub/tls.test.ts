import { createPrivateKey, X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "node:tls";
import { expect } from "chai";
import { HubError } from "../../hub/common/errors";
import { makeCertificate, ownCertificate } from "../../hub/tls/home-made";
import { makeServerCertificate, type Issued } from "../../hub/tls/certificate";
import { startHub } from "../../hub/server";
import { stopHubs, testHub } from "./with-hub";

describe("hub: TLS", () => {
	let data = "";
	/* One for all: the keys are what takes time. */
	before(() => {
		data = mkdtempSync(join(tmpdir(), "belltower-tls-"));
		makeCertificate(data, ["belltower.local", "192.168.1.20", "fd00::20"]);
	});
	afterEach(stopHubs);
	after(() => rmSync(data, { recursive: true, force: true }));

	const read = (name: string) => readFileSync(join(data, "tls", name), "utf8");

	it("by a certificate of its own: names, addresses, limits and lifetime are as browsers want them", () => {
		const authority = new X509Certificate(read("authority.pem"));
		const certificate = new X509Certificate(read("certificate.pem"));
		expect(authority.ca).to.equal(true);
		expect(certificate.ca).to.equal(false);
		expect(authority.verify(authority.publicKey)).to.equal(true);
		expect(certificate.verify(authority.publicKey)).to.equal(true);
		expect(certificate.checkIssued(authority)).to.equal(true);
		for (const name of ["belltower.local", "localhost"]) expect(certificate.checkHost(name)).to.equal(name);
		for (const address of ["192.168.1.20", "fd00::20", "127.0.0.1"]) {
			expect(certificate.checkIP(address), address).to.not.equal(undefined);
		}
		expect(certificate.keyUsage).to.deep.equal(["1.3.6.1.5.5.7.3.1"]);
		const days = (Date.parse(certificate.validTo) - Date.now()) / 86_400_000;
		expect(days).to.be.within(395, 398);
		for (const name of ["authority-key.pem", "key.pem"]) {
			expect(statSync(join(data, "tls", name)).mode & 0o077, name).to.equal(0);
		}
	});

	it("serves pages and doorbells, to those who trust its authority and to nobody else", async () => {
		const hub = await testHub({ data, tls: { certificate: "own", helpPort: 0 } });
		expect(hub.url).to.match(/^https:/);
		const ask = (ca: string | undefined) =>
			new Promise<number>((resolve, reject) => {
				const options = ca === undefined ? {} : { ca };
				request(`${hub.url}/api/health`, options, (response) => {
					response.resume();
					resolve(response.statusCode ?? 0);
				})
					.on("error", reject)
					.end();
			});
		expect(await ask(read("authority.pem"))).to.equal(200);
		expect(await ask(undefined).catch((error: unknown) => (error as { code: string }).code)).to.match(
			/UNABLE_TO_VERIFY|SELF_SIGNED/,
		);
		/* What Moddable's TLS offers: TLS 1.2, ECDHE with RSA, AES-128-GCM, P-256 (modules/crypt/ssl of the SDK). */
		const cipher = await new Promise<string>((resolve, reject) => {
			const socket = connect(
				{
					port: hub.port,
					host: "127.0.0.1",
					ca: read("authority.pem"),
					maxVersion: "TLSv1.2",
					ciphers: "ECDHE-RSA-AES128-GCM-SHA256",
					ecdhCurve: "prime256v1",
					sigalgs: "RSA+SHA256",
				},
				() => {
					resolve(socket.getCipher().name);
					socket.destroy();
				},
			);
			socket.on("error", reject);
		});
		expect(cipher).to.equal("ECDHE-RSA-AES128-GCM-SHA256");
	});

	it("gives out its authority over plain HTTP, says how to trust it, and sends everybody else on", async () => {
		const hub = await testHub({ data, tls: { certificate: "own", helpPort: 0 } });
		const help = `http://127.0.0.1:${hub.trustPort ?? 0}`;
		const page = await fetch(`${help}/`);
		expect(page.url).to.equal(`${help}/trust`);
		const html = await page.text();
		const authority = new X509Certificate(read("authority.pem"));
		expect(html).to.include(authority.fingerprint256).and.include(`https://127.0.0.1:${hub.port}/`);
		expect(html).to.not.match(/<script| style=|src=/);
		const certificate = await fetch(`${help}/belltower-authority.crt`);
		expect(certificate.headers.get("content-type")).to.equal("application/x-x509-ca-cert");
		expect(Buffer.from(await certificate.arrayBuffer()).equals(authority.raw)).to.equal(true);
		const other = await fetch(`${help}/api/devices`, { redirect: "manual" });
		expect(other.headers.get("location")).to.equal(`https://127.0.0.1:${hub.port}/api/devices`);
		const outside = await fetch(`${help}//evil.example/x`, { redirect: "manual" });
		expect(new URL(outside.headers.get("location") ?? "", help).hostname).to.equal("127.0.0.1");
		for (const path of ["/authority-key.pem", "/key.pem", "/../tls/key.pem"]) {
			expect(await (await fetch(help + path, { redirect: "manual" })).text()).to.not.include("PRIVATE");
		}
	});

	it("renews a certificate that ends soon, by the same authority", () => {
		const authority = read("authority.pem");
		const before = read("certificate.pem");
		expect(ownCertificate(data).cert).to.equal(before);
		const now = Date.now;
		Date.now = () => now() + 370 * 86_400_000;
		try {
			const renewed = new X509Certificate(ownCertificate(data).cert);
			expect(renewed.fingerprint256).to.not.equal(new X509Certificate(before).fingerprint256);
			expect(renewed.checkHost("belltower.local")).to.equal("belltower.local");
			expect(renewed.verify(new X509Certificate(authority).publicKey)).to.equal(true);
		} finally {
			Date.now = now;
		}
		expect(read("authority.pem")).to.equal(authority);
	});

	it("has an authority that vouches for a home's names only", async () => {
		const authority = new X509Certificate(read("authority.pem"));
		const forged = makeServerCertificate(
			{
				subject: authority.subject.replace("CN=", ""),
				publicKey: authority.publicKey,
				key: createPrivateKey(read("authority-key.pem")),
			},
			["bank.example"],
			10,
		);
		const hub = await testHub({ tls: { certificate: filesOf(data, forged) } });
		const refusal = await new Promise<string>((resolve) => {
			const socket = connect(
				{ port: hub.port, host: "127.0.0.1", servername: "bank.example", ca: authority.toString() },
				() => resolve("connected"),
			);
			socket.on("error", (error: Error) => resolve(error.message));
		});
		expect(refusal).to.match(/permitted subtree violation/);
	});

	it("takes certificate files, and says what is wrong with them", async () => {
		for (const certificate of [
			{ cert: join(data, "none.pem"), key: join(data, "none.pem") },
			filesOf(data, { certificate: "no certificate", key: createPrivateKey(read("key.pem")) }),
		]) {
			const error = await startHub({ port: 0, tls: { certificate } }).catch((error: unknown) => error);
			expect(error).to.be.instanceOf(HubError).with.property("code", "bad-certificate");
		}
	});

	it("refuses names that are none", () => {
		for (const name of ["two words", "-x", "a..b", "https://x", "1.2.3.4.5:8"]) {
			expect(() => makeCertificate(data, [name]), name)
				.to.throw(HubError)
				.with.property("code", "bad-name");
		}
	});
});

function filesOf(folder: string, { certificate, key }: Issued): { cert: string; key: string } {
	const files = { cert: join(folder, "c.pem"), key: join(folder, "k.pem") };
	writeFileSync(files.cert, certificate);
	writeFileSync(files.key, key.export({ type: "pkcs8", format: "pem" }).toString());
	return files;
}
