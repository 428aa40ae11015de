/* SHA-256 by the examples of FIPS 180-4 (NIST, "Cryptographic Standards and Guidelines: Example Values"). */
#include <string.h>

#include "check.h"
#include "sha256.h"

static void check(const char *text, size_t repeat, size_t part, const char *expected) {
	uint8_t digest[SHA256_LENGTH];
	char digits[2 * SHA256_LENGTH + 1];
	size_t length = strlen(text);
	sha256_t hash;
	sha256_start(&hash);
	for (size_t i = 0; i < repeat; i++)
		for (size_t done = 0; done < length; done += part)
			sha256_add(&hash, text + done, length - done < part ? length - done : part);
	sha256_finish(&hash, digest);
	for (size_t i = 0; i < sizeof(digest); i++)
		snprintf(digits + 2 * i, 3, "%02x", digest[i]);
	CHECK(!strcmp(digits, expected));
}

int main(void) {
	for (size_t part = 1; part < 70; part++) {
		check("", 1, part, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
		check("abc", 1, part, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
		check("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1, part,
		    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
		check("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopq"
		      "rsmnopqrstnopqrstu",
		    1, part, "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");
	}
	check("aaaaaaaaaa", 100000, 7, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
	return 0;
}
