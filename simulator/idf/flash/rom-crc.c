#include "rom-crc.h"

uint32_t rom_crc32(uint32_t crc, const void *bytes, size_t size) {
	const uint8_t *next = bytes;
	crc = ~crc;
	while (size--) {
		crc ^= *next++;
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
	}
	return ~crc;
}
