import { X509Certificate } from "node:crypto";
import { expect } from "chai";
import { type Certificate as Read, readCertificate } from "tls/certificate";
import { type PathOptions, verifyPath } from "tls/certificate-path";
import { TLSError } from "tls/tls-error";
import {
	type Certificate,
	CertificateFolder,
	derOf,
	hasOpenSSL,
	type Kind,
} from "../websocket/tls/certificates";

const day = 86_400_000;
const host = "hub.example";
const ca: Kind = { authority: true };

/** The chip asks the SDK's arithmetic; here OpenSSL's does. */
const isSignedBy = (certificate: Read, issuer: Read): boolean =>
	new X509Certificate(certificate.der).verify(new X509Certificate(issuer.der).publicKey);

if (!hasOpenSSL())
	describe.skip("RFC 5280: certificates (skipped: the command openssl is missing)", () => it("are verified"));
else
	describe("RFC 5280: certificates", function () {
		this.timeout(60_000);
		const folder = new CertificateFolder();
		const root = folder.issue("Root", undefined, ca);
		const middle = folder.issue("Middle", root, ca);
		const lower = folder.issue("Lower", middle, ca);
		const own = folder.issue(host, root);
		after(() => folder.remove());

		function verify(certificates: Certificate[], options: Partial<PathOptions> = {}, trusted = [root]): void {
			const authorities = trusted.map((each) => readCertificate(derOf(each)));
			verifyPath({
				certificates: certificates.map((each) => derOf(each)),
				serverName: host,
				authoritiesFor: () => authorities,
				isSignedBy,
				now: Date.now(),
				...options,
			});
		}
		function codeOf(
			certificates: Certificate[],
			options: Partial<PathOptions> = {},
			trusted = [root],
		): string {
			try {
				verify(certificates, options, trusted);
			} catch (error) {
				if (error instanceof TLSError) return error.code;
				throw error;
			}
			return "";
		}

		it("are read: names, time, use, and whether they are an authority's", () => {
			const { names, from, to, pathLength, forServers, notUnderstood } = readCertificate(derOf(own));
			expect(names).to.deep.equal([host]);
			expect(Date.now()).to.be.within(from, to);
			expect(to - from).to.equal(10 * day);
			expect([pathLength, forServers, notUnderstood]).to.deep.equal([undefined, true, undefined]);
			expect(readCertificate(derOf(root)).pathLength).to.equal(Infinity);
			expect(readCertificate(derOf(folder.issue("10.0.0.1", root))).names).to.deep.equal(["10.0.0.1"]);
		});

		it("are not read when they are cut anywhere, or are something else", () => {
			const der = new Uint8Array(derOf(own));
			for (let length = 0; length < der.length; length++)
				expect(() => readCertificate(der.slice(0, length)), String(length)).to.throw(RangeError);
			expect(() => readCertificate(new Uint8Array(500))).to.throw(RangeError);
		});

		it("lead to an authority that is trusted, in any order", () => {
			verify([own]);
			verify([own, root]);
			verify([folder.issue(host, lower), lower, middle]);
			verify([folder.issue(host, lower), middle, lower, root]);
			verify([folder.issue(host, lower), lower], {}, [root, middle]);
		});

		it("lead nowhere when one of them is missing, or another's", () => {
			const far = folder.issue(host, lower);
			const namesake = folder.issue("Lower", middle, ca);
			expect(codeOf([far, middle])).to.equal("certificate-unknown-authority");
			expect(codeOf([far, namesake, middle])).to.equal("certificate-unknown-authority");
			expect(codeOf([own], {}, [folder.issue("Root", undefined, ca)])).to.equal(
				"certificate-unknown-authority",
			);
			expect(codeOf([own], {}, [])).to.equal("certificate-unknown-authority");
			expect(codeOf([])).to.equal("certificate-unknown-authority");
		});

		it("are refused when another than an authority has signed them", () => {
			const server = folder.issue("window.example", root);
			expect(codeOf([folder.issue(host, server), server])).to.equal("certificate-unknown-authority");
			const limited = folder.issue("Limited", root, { ...ca, pathLength: 0 });
			const below = folder.issue("Below", limited, ca);
			verify([folder.issue(host, limited), limited]);
			expect(codeOf([folder.issue(host, below), below, limited])).to.equal("certificate-unknown-authority");
		});

		it("are good for a while only, each of them", () => {
			for (const now of [Date.now() - day, Date.now() + 11 * day, 0])
				expect(codeOf([own], { now })).to.equal("certificate-expired");
			const old = folder.issue("Old", root, { ...ca, expired: true });
			expect(codeOf([folder.issue(host, old), old])).to.equal("certificate-expired");
			expect(codeOf([folder.issue(host, old)], {}, [old])).to.equal("certificate-expired");
		});

		it("say what the time is where they are verified, which may not have been set", () => {
			expect(() => verify([own], { now: 0 })).to.throw(TLSError, "here it is 1970-01-01T00:00:00.000Z");
		});

		it("are for a name, also for all names of a domain, but no farther", () => {
			const wild = folder.issue("*.example", root);
			const deep = folder.issue("*.hub.example", root);
			const right: [Certificate, string][] = [
				[own, "HUB.example"],
				[deep, "door.hub.example"],
				[folder.issue("10.0.0.1", root), "10.0.0.1"],
			];
			for (const [certificate, serverName] of right) verify([certificate], { serverName });
			const wrong: [Certificate, string][] = [
				[own, "hub.example.com"],
				[own, "example"],
				[own, "10.0.0.1"],
				[deep, "hub.example"],
				[deep, "a.b.hub.example"],
				[wild, "hub.example"],
				[root, "root"],
			];
			for (const [certificate, serverName] of wrong)
				expect(codeOf([certificate], { serverName }), serverName).to.equal("certificate-wrong-name");
		});

		it("may be trusted themselves, and are called self-signed if they are not", () => {
			const alone = folder.issue(host);
			verify([alone], {}, [alone]);
			expect(codeOf([alone])).to.equal("certificate-self-signed");
			expect(codeOf([folder.issue(host)], {}, [alone])).to.equal("certificate-self-signed");
		});

		it("are refused with an extension that must be understood and is not, or another use", () => {
			const extension = "nameConstraints=critical,permitted;DNS:hub.example";
			const constrained = folder.issue("Constrained", root, { ...ca, extension });
			expect(codeOf([folder.issue(host, constrained), constrained])).to.equal("tls-failed");
			const client = folder.issue(host, root, { usage: "clientAuth" });
			expect(codeOf([client])).to.equal("tls-failed");
		});
	});
