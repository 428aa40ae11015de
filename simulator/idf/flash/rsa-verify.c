#include "rsa-verify.h"

#include <string.h>
#include "sha256.h"

#define WORDS (RSA_LENGTH / 4)
#define SALT_LENGTH 32
#define MASKED_LENGTH (RSA_LENGTH - SHA256_LENGTH - 1)

typedef struct {
	uint32_t words[WORDS];
} number_t;

static void read_number(number_t *number, const uint8_t *bytes) {
	for (int i = 0; i < WORDS; i++, bytes += 4)
		number->words[i] =
		    bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

static bool is_less(const number_t *a, const number_t *b) {
	for (int i = WORDS - 1; i >= 0; i--)
		if (a->words[i] != b->words[i])
			return a->words[i] < b->words[i];
	return false;
}

static void subtract(number_t *a, const number_t *b) {
	int64_t borrow = 0;
	for (int i = 0; i < WORDS; i++) {
		int64_t difference = (int64_t)a->words[i] - b->words[i] + borrow;
		a->words[i] = (uint32_t)difference;
		borrow = difference >> 32;
	}
}

/* a = 2a mod n, for a < n */
static void double_it(number_t *a, const number_t *n) {
	uint32_t carry = 0;
	for (int i = 0; i < WORDS; i++) {
		uint32_t word = a->words[i];
		a->words[i] = word << 1 | carry;
		carry = word >> 31;
	}
	if (carry || !is_less(a, n))
		subtract(a, n);
}

/* result = a b / 2^3072 mod n, by Montgomery's method; `inverse` is -1/n mod 2^32 */
static void multiply(
    number_t *result, const number_t *a, const number_t *b, const number_t *n, uint32_t inverse) {
	uint32_t t[WORDS + 2] = {0};
	for (int i = 0; i < WORDS; i++) {
		uint64_t carry = 0;
		for (int j = 0; j < WORDS; j++) {
			carry += t[j] + (uint64_t)a->words[j] * b->words[i];
			t[j] = (uint32_t)carry;
			carry >>= 32;
		}
		carry += t[WORDS];
		t[WORDS] = (uint32_t)carry;
		t[WORDS + 1] = (uint32_t)(carry >> 32);
		uint32_t m = t[0] * inverse;
		carry = (t[0] + (uint64_t)m * n->words[0]) >> 32;
		for (int j = 1; j < WORDS; j++) {
			carry += t[j] + (uint64_t)m * n->words[j];
			t[j - 1] = (uint32_t)carry;
			carry >>= 32;
		}
		carry += t[WORDS];
		t[WORDS - 1] = (uint32_t)carry;
		t[WORDS] = t[WORDS + 1] + (uint32_t)(carry >> 32);
	}
	memcpy(result->words, t, sizeof(result->words));
	if (t[WORDS] || !is_less(result, n))
		subtract(result, n);
}

/* number^exponent mod n, for n odd with its highest bit set */
static void power(number_t *number, uint32_t exponent, const number_t *n) {
	uint32_t inverse = 1;
	for (int i = 0; i < 5; i++)
		inverse *= 2 - n->words[0] * inverse;
	inverse = -inverse;
	/* r = 2^3072 mod n, and its square mod n */
	number_t r = {{0}}, square, one = {{1}}, base, result;
	subtract(&r, n);
	square = r;
	for (int i = 0; i < RSA_LENGTH * 8; i++)
		double_it(&square, n);
	multiply(&base, number, &square, n, inverse);
	result = r;
	for (int bit = 31; bit >= 0; bit--) {
		multiply(&result, &result, &result, n, inverse);
		if (exponent >> bit & 1)
			multiply(&result, &result, &base, n, inverse);
	}
	multiply(number, &result, &one, n, inverse);
}

/* RFC 8017 appendix B.2.1, MGF1: adds the mask of `seed` to `bytes`. */
static void unmask(uint8_t *bytes, const uint8_t seed[SHA256_LENGTH]) {
	for (uint8_t counter = 0; (size_t)counter * SHA256_LENGTH < MASKED_LENGTH; counter++) {
		uint8_t count[4] = {0, 0, 0, counter}, mask[SHA256_LENGTH];
		sha256_t hash;
		sha256_start(&hash);
		sha256_add(&hash, seed, SHA256_LENGTH);
		sha256_add(&hash, count, sizeof(count));
		sha256_finish(&hash, mask);
		for (size_t i = 0, at = (size_t)counter * SHA256_LENGTH; i < SHA256_LENGTH && at < MASKED_LENGTH;
		     i++, at++)
			bytes[at] ^= mask[i];
	}
}

/* RFC 8017 section 9.1.2, EMSA-PSS-VERIFY, for 3,071 bits. */
static bool verify_encoded(uint8_t *encoded, const uint8_t *digest) {
	static const uint8_t zeros[8] = {0};
	const uint8_t *hashed = encoded + MASKED_LENGTH;
	uint8_t expected[SHA256_LENGTH];
	size_t salt = MASKED_LENGTH - SALT_LENGTH;
	sha256_t hash;
	if (encoded[RSA_LENGTH - 1] != 0xbc || encoded[0] & 0x80)
		return false;
	unmask(encoded, hashed);
	encoded[0] &= 0x7f;
	for (size_t i = 0; i < salt - 1; i++)
		if (encoded[i])
			return false;
	if (encoded[salt - 1] != 1)
		return false;
	sha256_start(&hash);
	sha256_add(&hash, zeros, sizeof(zeros));
	sha256_add(&hash, digest, SHA256_LENGTH);
	sha256_add(&hash, encoded + salt, SALT_LENGTH);
	sha256_finish(&hash, expected);
	return !memcmp(expected, hashed, SHA256_LENGTH);
}

bool rsa_verify(const uint8_t modulus[RSA_LENGTH], uint32_t exponent, const uint8_t signature[RSA_LENGTH],
    const uint8_t digest[32]) {
	number_t n, s;
	uint8_t encoded[RSA_LENGTH];
	read_number(&n, modulus);
	read_number(&s, signature);
	if (!(n.words[0] & 1) || !(n.words[WORDS - 1] >> 31) || !is_less(&s, &n))
		return false;
	power(&s, exponent, &n);
	for (int i = 0; i < RSA_LENGTH; i++)
		encoded[RSA_LENGTH - 1 - i] = (uint8_t)(s.words[i / 4] >> (i % 4 * 8));
	return verify_encoded(encoded, digest);
}
