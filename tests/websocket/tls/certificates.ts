import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A certificate with its key, PEM. */
export interface Certificate {
	cert: string;
	key: string;
}

/** Makes certificates with the command `openssl`. */
export class Authority {
	readonly folder: string;

	/** Makes an authority of its own in the folder, which must be its alone. */
	constructor(folder: string) {
		this.folder = folder;
		mkdirSync(folder, { recursive: true });
		this.#openssl(
			"req",
			"-x509",
			...newKey("ca.key"),
			"-out",
			"ca.pem",
			"-days",
			"30",
			"-subj",
			"/CN=Test authority",
		);
	}

	get pem(): string {
		return readFileSync(join(this.folder, "ca.pem"), "utf8");
	}

	/** The authority's certificate as DER. */
	get der(): Buffer {
		this.#openssl("x509", "-in", "ca.pem", "-outform", "DER", "-out", "ca.der");
		return readFileSync(join(this.folder, "ca.der"));
	}

	/** A certificate for a name. */
	issue(name: string, expired = false): Certificate {
		const file = expired ? "expired" : name;
		writeFileSync(join(this.folder, `${file}.cnf`), `subjectAltName=DNS:${name}\n`);
		this.#openssl("req", ...newKey(`${file}.key`), "-out", `${file}.csr`, "-subj", `/CN=${name}`);
		this.#openssl(
			...["x509", "-req", "-in", `${file}.csr`, "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial"],
			...["-out", `${file}.pem`, "-extfile", `${file}.cnf`, "-days", expired ? "-1" : "10"],
		);
		return this.#read(file);
	}

	/** A certificate that nobody but itself vouches for. */
	selfSigned(name: string): Certificate {
		const subject = ["-subj", `/CN=${name}`, "-addext", `subjectAltName=DNS:${name}`];
		this.#openssl("req", "-x509", ...newKey("self.key"), "-out", "self.pem", "-days", "10", ...subject);
		return this.#read("self");
	}

	#read(file: string): Certificate {
		const read = (suffix: string): string => readFileSync(join(this.folder, `${file}.${suffix}`), "utf8");
		return { cert: read("pem"), key: read("key") };
	}

	#openssl(...parameters: string[]): void {
		execFileSync("openssl", parameters, { cwd: this.folder, stdio: "pipe" });
	}
}

function newKey(file: string): string[] {
	return ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", file];
}
