import { DERReader, Tag } from "tls/der";
import { TLSError } from "tls/tls-error";

/** RFC 5246 sections 6.2.1 and 7.4. */
const Record = Object.freeze({ changeCipherSpec: 20, alert: 21, handshake: 22 } as const, true);
const Message = Object.freeze(
	{
		serverHello: 2,
		certificate: 11,
		serverKeyExchange: 12,
		certificateRequest: 13,
		serverHelloDone: 14,
	} as const,
	true,
);

/** What a client that has just said hello may hear, in this order; a request for a certificate may be left out. */
const order = Object.freeze(
	[
		Message.serverHello,
		Message.certificate,
		Message.serverKeyExchange,
		Message.certificateRequest,
		Message.serverHelloDone,
	],
	true,
);

/** ECDHE with AES-128-GCM, signed by RSA or ECDSA. RFC 5289. */
const cipherSuites = Object.freeze([0xc02f, 0xc02b], true);
const tls12 = 0x0303;
/** NamedCurve secp256r1; hash SHA-256; signatures RSA and ECDSA. RFC 8422 section 5.4, RFC 5246 section 7.4.1.4.1. */
const namedCurve = 3;
const secp256r1 = 23;
const sha256 = 4;
const rsa = 1;
const ecdsa = 3;
/**
 * The orders of secp256r1 and secp384r1, SEC 2 sections 2.4.2 and 2.5.1, as text: a BigInt that was made when the module
 * was preloaded does not compare well on the SDK's XS (8.2.3). And the most bytes of a number below them.
 */
const curveOrders = Object.freeze(
	[
		"0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
		"0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973",
	],
	true,
);
const longestNumber = 49;

const recordHeader = 5;
const messageHeader = 4;
const longestHandshake = 16_384;

/**
 * Follows what the server sends until it encrypts, and lets nothing pass but what a handshake consists of that proves
 * who the server is: with each message once and in its place, no alert, and the key exchange signed. The SDK's session
 * (8.2.3) would go on, unencrypted or with keys of anybody's, after an alert, without a signature, or with one of zeros.
 */
export class HandshakeGuard {
	#header = new Uint8Array(recordHeader);
	#headerLength = 0;
	#rest = 0;
	#messages = new Uint8Array(0);
	#heard = 0;
	#step = 0;
	#over = false;

	/** Whether all has been heard that has to be before the server encrypts. */
	get complete(): boolean {
		return this.#over;
	}

	/**
	 * What came next.
	 * @throws TLSError `tls-failed`
	 */
	follow(bytes: Uint8Array): void {
		for (let position = 0; position < bytes.length && !this.#over;) {
			if (this.#rest === 0) {
				this.#header[this.#headerLength++] = bytes[position++] ?? 0;
				if (this.#headerLength === recordHeader) this.#beginRecord();
				continue;
			}
			const count = Math.min(this.#rest, bytes.length - position);
			this.#add(bytes.subarray(position, position + count));
			this.#rest -= count;
			position += count;
		}
	}

	#beginRecord(): void {
		const [type, , , high = 0, low = 0] = this.#header;
		this.#headerLength = 0;
		this.#rest = (high << 8) | low;
		if (type === Record.changeCipherSpec) {
			if (this.#step < order.length || this.#messages.length > 0)
				throw unfit("the server encrypts before it has shown who it is");
			this.#over = true;
		} else if (type === Record.alert) throw unfit("the server refuses the handshake by an alert");
		else if (type !== Record.handshake) throw unfit(`a record of type ${type ?? 0} came in the handshake`);
	}

	#add(bytes: Uint8Array): void {
		this.#heard += bytes.length;
		if (this.#heard > longestHandshake) throw unfit("the handshake is too long");
		const all = new Uint8Array(this.#messages.length + bytes.length);
		all.set(this.#messages);
		all.set(bytes, this.#messages.length);
		let start = 0;
		while (all.length - start >= messageHeader) {
			const [type = 0, high = 0, middle = 0, low = 0] = all.subarray(start, start + messageHeader);
			const end = start + messageHeader + ((high << 16) | (middle << 8) | low);
			if (end > all.length) break;
			this.#check(type, all.subarray(start + messageHeader, end));
			start = end;
		}
		this.#messages = all.slice(start);
	}

	#check(type: number, body: Uint8Array): void {
		if (order[this.#step] === Message.certificateRequest && type !== Message.certificateRequest) this.#step++;
		if (order[this.#step++] !== type) throw unfit(`handshake message ${type} came out of its place`);
		if (type === Message.serverHello) checkHello(body);
		else if (type === Message.serverKeyExchange) checkKeyExchange(body);
	}
}

/** ServerHello. RFC 5246 section 7.4.1.3. */
function checkHello(body: Uint8Array): void {
	const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
	const session = body[34] ?? 0;
	if (body.length < 38 + session) throw unfit("the server's hello is cut short");
	const version = view.getUint16(0);
	const suite = view.getUint16(35 + session);
	if (version !== tls12) throw unfit("the server does not speak TLS 1.2");
	if (!cipherSuites.includes(suite))
		throw unfit(`the server chose cipher suite ${suite}; it must be ${cipherSuites.join(" or ")}`);
}

/** ServerKeyExchange with ECDHE: curve, point, algorithms, signature. RFC 8422 section 5.4. */
function checkKeyExchange(body: Uint8Array): void {
	const point = body[3] ?? 0;
	const [hash, signer, high = 0, low = 0] = body.subarray(4 + point);
	const signature = body.subarray(8 + point);
	const known = body[0] === namedCurve && ((body[1] ?? 0) << 8) + (body[2] ?? 0) === secp256r1;
	if (!known || point !== 65 || body[4] !== 4) throw unfit("the server's key exchange is on another curve");
	if (hash !== sha256 || (signer !== rsa && signer !== ecdsa))
		throw unfit("the server's key exchange is not signed as it was asked to be");
	if (signature.length === 0 || signature.length !== (high << 8) + low)
		throw unfit("the server's key exchange has no whole signature");
	if (signer === ecdsa) checkSignature(signature);
}

/**
 * Ecdsa-Sig-Value (RFC 3279 section 2.2.3): two numbers, neither of which may be 0 modulo the order of the key's curve.
 * @throws TLSError `tls-failed`
 */
export function checkSignature(signature: Uint8Array): void {
	const numbers = new DERReader(signature).within(Tag.sequence);
	for (const number of [numbers.next(Tag.integer).content, numbers.next(Tag.integer).content].map(numberOf))
		if (number === undefined || curveOrders.some((order) => number % BigInt(order) === 0n))
			throw unfit("a signature is made of numbers that it may not be made of");
}

function numberOf(bytes: Uint8Array): bigint | undefined {
	if (bytes.length > longestNumber || (bytes[0] ?? 0) >= 0x80) return undefined;
	return bytes.reduce((number, byte) => (number << 8n) | BigInt(byte), 0n);
}

function unfit(found: string): TLSError {
	return new TLSError("tls-failed", found);
}
