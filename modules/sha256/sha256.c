#include "sha256.h"

#include <string.h>

/* FIPS 180-4 section 4.2.2. */
static const uint32_t constants[64] = {0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1,
    0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe,
    0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa,
    0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
    0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb,
    0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624,
    0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
    0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb,
    0xbef9a3f7, 0xc67178f2};

static uint32_t rotate(uint32_t word, unsigned bits) {
	return word >> bits | word << (32 - bits);
}

static uint32_t read_word(const uint8_t *bytes) {
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static void write_word(uint8_t *bytes, uint32_t word) {
	for (unsigned i = 0; i < 4; i++)
		bytes[i] = (uint8_t)(word >> (24 - 8 * i));
}

/* FIPS 180-4 section 6.2.2. */
static void process(uint32_t state[8], const uint8_t *block) {
	uint32_t w[64];
	uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
	uint32_t e = state[4], f = state[5], g = state[6], h = state[7];
	for (unsigned t = 0; t < 16; t++)
		w[t] = read_word(block + 4 * t);
	for (unsigned t = 16; t < 64; t++) {
		uint32_t s0 = rotate(w[t - 15], 7) ^ rotate(w[t - 15], 18) ^ w[t - 15] >> 3;
		uint32_t s1 = rotate(w[t - 2], 17) ^ rotate(w[t - 2], 19) ^ w[t - 2] >> 10;
		w[t] = w[t - 16] + s0 + w[t - 7] + s1;
	}
	for (unsigned t = 0; t < 64; t++) {
		uint32_t s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
		uint32_t t1 = h + s1 + ((e & f) ^ (~e & g)) + constants[t] + w[t];
		uint32_t s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
		uint32_t t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
		h = g;
		g = f;
		f = e;
		e = d + t1;
		d = c;
		c = b;
		b = a;
		a = t1 + t2;
	}
	uint32_t added[8] = {a, b, c, d, e, f, g, h};
	for (unsigned i = 0; i < 8; i++)
		state[i] += added[i];
}

void sha256_start(sha256_t *hash) {
	static const uint32_t initial[8] = {
	    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
	memcpy(hash->state, initial, sizeof(initial));
	hash->count = 0;
}

void sha256_add(sha256_t *hash, const void *bytes, size_t length) {
	const uint8_t *next = bytes;
	size_t held = hash->count % sizeof(hash->block);
	hash->count += length;
	if (held && held + length >= sizeof(hash->block)) {
		size_t missing = sizeof(hash->block) - held;
		memcpy(hash->block + held, next, missing);
		process(hash->state, hash->block);
		next += missing;
		length -= missing;
		held = 0;
	}
	for (; length >= sizeof(hash->block); next += sizeof(hash->block), length -= sizeof(hash->block))
		process(hash->state, next);
	if (length)
		memcpy(hash->block + held, next, length);
}

void sha256_finish(sha256_t *hash, uint8_t digest[SHA256_LENGTH]) {
	static const uint8_t padding[64] = {0x80};
	uint64_t bits = hash->count * 8;
	size_t held = hash->count % 64;
	uint8_t length[8];
	sha256_add(hash, padding, held < 56 ? 56 - held : 120 - held);
	write_word(length, (uint32_t)(bits >> 32));
	write_word(length + 4, (uint32_t)bits);
	sha256_add(hash, length, sizeof(length));
	for (unsigned i = 0; i < 8; i++)
		write_word(digest + 4 * i, hash->state[i]);
}
