import { expect } from "chai";
import { HandshakeGuard } from "tls/handshake-guard";
import { TLSError } from "tls/tls-error";

const [handshake, changeCipherSpec, alert, applicationData] = [22, 20, 21, 23];

/** RFC 5246 section 6.2.1. */
function record(type: number, body: readonly number[]): number[] {
	return [type, 3, 3, body.length >> 8, body.length & 255, ...body];
}

/** Section 7.4. */
function message(type: number, body: readonly number[] = []): number[] {
	return [type, 0, body.length >> 8, body.length & 255, ...body];
}

/** An INTEGER of DER, and two of them in a SEQUENCE: RFC 3279 section 2.2.3. */
const integer = (...bytes: number[]): number[] => [2, bytes.length, ...bytes];
const pair = (r: number[], s: number[]): number[] => [0x30, r.length + s.length, ...r, ...s];

/** The order of secp256r1, which is 0 modulo itself. */
const order = [..."ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551".matchAll(/../g)].map(
	([byte]) => parseInt(byte, 16),
);
const point = [65, 4, ...new Array<number>(64).fill(7)];
const signature = pair(integer(1), integer(2));
const hello = (suite = 0xc02b, version = 0x0303): number[] =>
	message(2, [
		...[version >> 8, version & 255, ...new Array<number>(32).fill(1)],
		...[2, 9, 9, suite >> 8, suite & 255, 0],
	]);
const certificate = message(11, [0, 0, 0]);
const exchange = (body: readonly number[] = signed(signature)): number[] => message(12, body);
const signed = (
	bytes: readonly number[],
	[hash, signer]: [number, number] = [4, 3],
	curve = [3, 0, 23],
): number[] => [...[...curve, ...point], ...[hash, signer, bytes.length >> 8, bytes.length & 255, ...bytes]];
const certificateRequest = message(13, [1, 64, 0, 2, 4, 3, 0, 0]);
const done = message(14);
const encrypted = record(changeCipherSpec, [1]);
const right = [...hello(), ...certificate, ...exchange(), ...done];

function follow(bytes: readonly number[], cut = bytes.length): HandshakeGuard {
	const guard = new HandshakeGuard();
	for (let start = 0; start < bytes.length; start += cut)
		guard.follow(Uint8Array.from(bytes.slice(start, start + cut)));
	return guard;
}

describe("tls/handshake-guard", () => {
	it("lets a handshake pass, however it is cut, and what comes after it", () => {
		const whole = [...record(handshake, right), ...encrypted, 1, 2, 3];
		for (const cut of [1, 2, 3, 7, 50, 1000]) expect(follow(whole, cut).complete).to.equal(true);
	});

	it("also in a record for each message, in more than one for a message, and with a request", () => {
		const each = [hello(0xc02f), certificate, exchange(signed([9, 9], [4, 1])), certificateRequest, done];
		expect(follow([...each.flatMap((one) => record(handshake, one)), ...encrypted]).complete).to.equal(true);
		const halves = [right.slice(0, 60), right.slice(60)].flatMap((half) => record(handshake, half));
		expect(follow([...halves, ...encrypted]).complete).to.equal(true);
	});

	it("is not complete before the server encrypts", () => {
		expect(follow(record(handshake, right)).complete).to.equal(false);
	});

	const wrong: Record<string, number[]> = {
		"an alert": record(alert, [1, 0]),
		"an alert in its midst": [...record(handshake, hello()), ...record(alert, [2, 40])],
		"data that is not encrypted": record(applicationData, [1]),
		"encryption at once": encrypted,
		"encryption before the end": [...record(handshake, [...hello(), ...certificate]), ...encrypted],
		"encryption within a message": [...record(handshake, right.slice(0, -1)), ...encrypted],
		"no certificate": record(handshake, [...hello(), ...exchange()]),
		"no key exchange": record(handshake, [...hello(), ...certificate, ...done]),
		"a message twice": record(handshake, [...hello(), ...hello()]),
		"a request to begin anew": record(handshake, message(0)),
		"TLS 1.1": record(handshake, hello(0xc02b, 0x0302)),
		"a cipher suite without a key exchange": record(handshake, hello(0x002f)),
		"a hello that is cut short": record(handshake, message(2, [3, 3, 0])),
		"more than a handshake has": record(handshake, message(11, new Array<number>(16_380).fill(0))),
	};
	const exchanges: Record<string, number[]> = {
		"without a signature": signed([]),
		"with an anonymous signature": signed(signature, [4, 0]),
		"signed without a hash": signed(signature, [0, 3]),
		"signed with SHA-1": signed(signature, [2, 3]),
		"with a signature that is cut short": signed(signature).slice(0, -1),
		"on another curve": signed(signature, [4, 3], [3, 0, 29]),
		"on a curve of its own": signed(signature, [4, 3], [1, 0, 23]),
		"signed with zeros": signed(pair(integer(0), integer(0))),
		"signed with a zero": signed(pair(integer(1), integer(0))),
		"signed with the order of the curve": signed(pair(integer(1), integer(0, ...order))),
		"signed with a negative number": signed(pair(integer(0x80), integer(1))),
	};
	for (const [name, body] of Object.entries(exchanges))
		wrong[`a key exchange ${name}`] = record(handshake, [...hello(), ...certificate, ...exchange(body)]);

	for (const [name, bytes] of Object.entries(wrong))
		it(`does not let pass ${name}`, () => {
			for (const cut of [1, bytes.length])
				expect(() => follow(bytes, cut))
					.to.throw(/./)
					.with.property("code", "tls-failed");
			expect(() => follow(bytes)).to.throw(TLSError);
		});
});
