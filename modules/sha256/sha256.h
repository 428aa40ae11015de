/** SHA-256, FIPS 180-4 sections 5.1.1, 6.2. No JavaScript, no ESP-IDF. */
#ifndef BELLTOWER_SHA256_H
#define BELLTOWER_SHA256_H

#include <stddef.h>
#include <stdint.h>

#define SHA256_LENGTH 32

/** A hash that is being computed. */
typedef struct {
	uint32_t state[8];
	uint64_t count;
	uint8_t block[64];
} sha256_t;

/** Starts a hash anew. */
void sha256_start(sha256_t *hash);

/** Adds `length` bytes. */
void sha256_add(sha256_t *hash, const void *bytes, size_t length);

/** Writes the digest; the hash can only be started anew then. */
void sha256_finish(sha256_t *hash, uint8_t digest[SHA256_LENGTH]);

#endif
