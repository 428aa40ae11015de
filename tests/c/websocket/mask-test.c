/* RFC 6455 section 5.3: masking, against the section's own definition, a byte at a time. */

#include "check.h"
#include "websocket-mask.h"

#include <string.h>

static void reference(uint8_t *bytes, size_t count, const uint8_t key[4], size_t offset) {
	for (size_t i = 0; i < count; i++)
		bytes[i] ^= key[(offset + i) % 4];
}

int main(void) {
	uint32_t random = 0x6455;
	static uint8_t bytes[4096], expected[4096];
	for (size_t round = 0; round < 20000; round++) {
		uint8_t key[4];
		for (size_t i = 0; i < sizeof(key); i++)
			key[i] = (uint8_t)nextRandom(&random);
		size_t start = randomBelow(&random, 32), offset = randomBelow(&random, 9);
		size_t count = round < 10000 ? randomBelow(&random, 40) : randomBelow(&random, sizeof(bytes) - 64);
		for (size_t i = 0; i < start + count + 32; i++)
			expected[i] = bytes[i] = (uint8_t)nextRandom(&random);
		websocket_mask(bytes + start, count, key, offset);
		reference(expected + start, count, key, offset);
		CHECK(!memcmp(bytes, expected, start + count + 32));
	}
	return 0;
}
