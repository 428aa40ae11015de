/**
 * SHA-1 (FIPS 180-4 section 6.1.2) of a string of ASCII. RFC 6455 section 4.2.2 asks for it to tell a WebSocket server
 * from any other; it protects nothing. It runs once a connection, over 60 bytes, which TypeScript does in less time
 * than the TCP connection takes; so it needs neither the SDK's crypt modules nor mbedTLS, and is the same everywhere.
 */
export function sha1(text: string): Uint8Array {
	const words = pad(text);
	const state = Uint32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0);
	for (let block = 0; block < words.length; block += 16) mix(state, words.subarray(block, block + 16));
	const digest = new DataView(new ArrayBuffer(20));
	state.forEach((word, index) => digest.setUint32(index * 4, word));
	return new Uint8Array(digest.buffer);
}

/** Section 5.1.1: a one bit, zeros, and the length in bits, to a whole number of blocks of 16 words. */
function pad(text: string): Uint32Array {
	const words = new Uint32Array(((text.length + 8) >> 6) * 16 + 16);
	const put = (index: number, byte: number) => {
		words[index >> 2] = (words[index >> 2] ?? 0) | (byte << (24 - (index & 3) * 8));
	};
	for (let index = 0; index < text.length; index++) put(index, text.charCodeAt(index));
	put(text.length, 0x80);
	words[words.length - 1] = text.length * 8;
	return words;
}

function mix(state: Uint32Array, block: Uint32Array): void {
	const schedule = new Uint32Array(80);
	schedule.set(block);
	const at = (index: number) => schedule[index] ?? 0;
	for (let t = 16; t < 80; t++) schedule[t] = rotate(at(t - 3) ^ at(t - 8) ^ at(t - 14) ^ at(t - 16), 1);

	let [a = 0, b = 0, c = 0, d = 0, e = 0] = state;
	for (let t = 0; t < 80; t++) {
		const next = (rotate(a, 5) + choose(t, b, c, d) + e + at(t)) | 0;
		[a, b, c, d, e] = [next, a, rotate(b, 30), c, d];
	}
	[a, b, c, d, e].forEach((word, index) => (state[index] = (state[index] ?? 0) + word));
}

/** The functions of section 4.1.1 with the constants of section 4.2.1 added. */
function choose(t: number, b: number, c: number, d: number): number {
	if (t < 20) return ((b & c) | (~b & d)) + 0x5a827999;
	if (t < 40) return (b ^ c ^ d) + 0x6ed9eba1;
	if (t < 60) return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
	return (b ^ c ^ d) + 0xca62c1d6;
}

function rotate(word: number, bits: number): number {
	return (word << bits) | (word >>> (32 - bits));
}
