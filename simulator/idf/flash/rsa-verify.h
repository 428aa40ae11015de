#pragma once

#include <stdbool.h>
#include <stdint.h>

/** Bytes of a key of RSA-3072, and of a signature. */
#define RSA_LENGTH 384

/**
 * Whether `signature` is one of the SHA-256 `digest` by the key of `modulus` and `exponent`: RSASSA-PSS with
 * MGF1 and a salt of 32 bytes, RFC 8017 section 8.1.2. Modulus and signature are little-endian, as in a
 * signature block.
 */
bool rsa_verify(const uint8_t modulus[RSA_LENGTH], uint32_t exponent, const uint8_t signature[RSA_LENGTH],
    const uint8_t digest[32]);
