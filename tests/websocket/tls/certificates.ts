import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A certificate, maybe with others after it, and its key: PEM. */
export interface Certificate {
	cert: string;
	key: string;
}

/** What a certificate is like, besides for whom it is. */
export interface Kind {
	/** It ended to be valid yesterday. */
	expired?: boolean;
	/** It is an authority's. */
	authority?: boolean;
	/** Its key is one of RSA, instead of an elliptic curve's. */
	rsa?: boolean;
	/** How many authorities may be below this one. */
	pathLength?: number;
	/** What a server's may be used for; `serverAuth` by default. */
	usage?: string;
	/** A line more, in OpenSSL's words. */
	extension?: string;
}

/** A folder for certificates that are made with the command `openssl`. */
export class CertificateFolder {
	readonly path = mkdtempSync(join(tmpdir(), "belltower-tls-"));
	#count = 0;

	remove(): void {
		rmSync(this.path, { recursive: true });
	}

	/** For a name or an IPv4 address; signed by `issuer`, or by itself. */
	issue(name: string, issuer?: Certificate, kind: Kind = {}): Certificate {
		const [key, request, cert, extensions] = ["key", "csr", "pem", "cnf"].map(
			(suffix) => `${this.#count}.${suffix}`,
		) as [string, string, string, string];
		this.#count++;
		this.#write(extensions, extensionsOf(name, kind));
		const subject = ["-subj", `/CN=${name}`, "-keyout", key];
		this.#openssl("req", "-nodes", ...newKey(kind), ...subject, "-out", request);
		const signer = issuer
			? [
					...["-CA", this.#write("issuer.pem", issuer.cert), "-CAkey", this.#write("issuer.key", issuer.key)],
					"-CAcreateserial",
				]
			: ["-signkey", key];
		this.#openssl(
			...["x509", "-req", "-in", request, "-out", cert, "-extfile", extensions, ...signer],
			...["-days", kind.expired ? "-1" : "10"],
		);
		return { cert: this.#read(cert), key: this.#read(key) };
	}

	#write(file: string, text: string): string {
		writeFileSync(join(this.path, file), text);
		return file;
	}

	#read(file: string): string {
		return readFileSync(join(this.path, file), "utf8");
	}

	#openssl(...parameters: string[]): void {
		execFileSync("openssl", parameters, { cwd: this.path, stdio: "pipe" });
	}
}

/** What a server sends: its own certificate, with its key, and those of others. */
export function chain(own: Certificate, ...others: Certificate[]): Certificate {
	return { cert: [own, ...others].map(({ cert }) => cert).join(""), key: own.key };
}

/** A certificate as DER. */
export function derOf({ cert }: Certificate): Buffer {
	return Buffer.from(cert.replace(/-----.*-----/g, ""), "base64");
}

export function hasOpenSSL(): boolean {
	try {
		execFileSync("openssl", ["version"], { stdio: "ignore" });
		return true;
	} catch {
		return false;
	}
}

function newKey({ rsa }: Kind): string[] {
	return rsa ? ["-newkey", "rsa:2048"] : ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"];
}

function extensionsOf(name: string, kind: Kind): string {
	const { authority, pathLength, usage = "serverAuth", extension = "" } = kind;
	const identifiers = `subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n${extension}\n`;
	const limit = pathLength === undefined ? "" : `,pathlen:${pathLength}`;
	if (authority)
		return `${identifiers}basicConstraints=critical,CA:TRUE${limit}\nkeyUsage=critical,keyCertSign,cRLSign\n`;
	const type = /^[0-9.]+$/.test(name) ? "IP" : "DNS";
	return `${identifiers}subjectAltName=${type}:${name}\nextendedKeyUsage=${usage}\n`;
}
