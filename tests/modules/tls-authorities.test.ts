import { expect } from "chai";
import "../support/xs-names";
import { AuthoritiesError, readAuthorities, readCertificates } from "tls/authorities";

/** As long as a certificate, and begins like one: its text in base64, in lines as PEM has them. */
const der = Uint8Array.from({ length: 300 }, (_, index) => [0x30, 0x82, 0x01, 0x28][index] ?? index * 7);
const base64 = `MIIBKBwjKjE4P0ZNVFtiaXB3foWMk5qhqK+2vcTL0tng5+71/AMKERgfJi00O0JJ`;

describe("tls/authorities", () => {
	const digits = encode(der);
	const lines = digits.replace(/.{64}/g, "$&\n");
	const pem = `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;

	it("reads base64 as RFC 4648 has it", () => {
		expect(digits.slice(0, base64.length)).to.equal(base64);
	});

	it("reads PEM, one or more, with any text between", () => {
		expect(readAuthorities(pem).map((each) => new Uint8Array(each))).to.deep.equal([der]);
		const two = `the first:\r\n${pem.replaceAll("\n", "\r\n")}\nthe second:\n${pem}`;
		expect(readAuthorities(two)).to.have.lengthOf(2);
	});

	it("reads DER in base64, as a command line can give it", () => {
		expect(readAuthorities(digits).map((each) => new Uint8Array(each))).to.deep.equal([der]);
	});

	it("reads bytes of either", () => {
		const text = ArrayBuffer.fromString(pem);
		const read = readCertificates([der, text, new DataView(text)]);
		expect(read.map((each) => new Uint8Array(each))).to.deep.equal([der, der, der]);
		expect(readCertificates(der.buffer)).to.have.lengthOf(1);
	});

	const wrong: Record<string, string> = {
		nothing: "",
		"other text": "trust me",
		"a certificate that is not whole": pem.replace(/.{8}\n-----END/, "\n-----END"),
		"a PEM without its end": pem.replace(/-----END[^]*/, ""),
		"a PEM of something else": pem.replaceAll("CERTIFICATE", "PUBLIC KEY"),
		"base64 of something else": "AAAA",
	};
	for (const [name, text] of Object.entries(wrong))
		it(`does not read ${name}`, () => {
			expect(() => readAuthorities(text)).to.throw(AuthoritiesError);
		});
});

function encode(bytes: Uint8Array): string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	let text = "";
	for (let index = 0; index < bytes.length; index += 3) {
		const [one = 0, two = 0, three = 0] = bytes.subarray(index, index + 3);
		const bits = (one << 16) | (two << 8) | three;
		for (const shift of [18, 12, 6, 0]) text += alphabet[(bits >> shift) & 63] ?? "";
	}
	return text;
}
