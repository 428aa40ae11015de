#include "websocket-writer.h"

#include <string.h>

static size_t lengthBytes(size_t count) {
	return count < 126 ? 0 : count < 65536 ? 2 : 8;
}

size_t websocket_header_length(size_t count, bool masked) {
	return 2 + lengthBytes(count) + (masked ? 4 : 0);
}

size_t websocket_write_header(uint8_t *header, uint8_t first, size_t count, const uint8_t *key) {
	size_t extended = lengthBytes(count);
	header[0] = first;
	header[1] = (uint8_t)((extended == 0 ? count : extended == 2 ? 126 : 127) | (key ? 0x80 : 0));
	for (size_t i = 0; i < extended; i++)
		header[2 + i] = (uint8_t)((uint64_t)count >> 8 * (extended - 1 - i));
	if (key)
		memcpy(header + 2 + extended, key, 4);
	return websocket_header_length(count, key != NULL);
}
