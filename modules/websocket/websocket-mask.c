#include "websocket-mask.h"

#include <string.h>

typedef uintptr_t word;

void websocket_mask(uint8_t *bytes, size_t count, const uint8_t key[4], size_t offset) {
	while (count && ((uintptr_t)bytes & (sizeof(word) - 1))) {
		*bytes++ ^= key[offset++ & 3];
		count--;
	}

	uint8_t pattern[sizeof(word)];
	for (size_t i = 0; i < sizeof(word); i++)
		pattern[i] = key[(offset + i) & 3];
	word mask;
	memcpy(&mask, pattern, sizeof(mask));

	for (; count >= sizeof(word); count -= sizeof(word), bytes += sizeof(word)) {
		word value;
		memcpy(&value, __builtin_assume_aligned(bytes, sizeof(word)), sizeof(value));
		value ^= mask;
		memcpy(__builtin_assume_aligned(bytes, sizeof(word)), &value, sizeof(value));
	}

	for (size_t i = 0; i < count; i++)
		bytes[i] ^= pattern[i];
}
