#include "jpeg-frame.h"

#include <stdbool.h>
#include <string.h>

enum {
	MARKER_STUFFED = 0x00,
	MARKER_SOF0 = 0xC0,
	MARKER_RST0 = 0xD0,
	MARKER_RST7 = 0xD7,
	MARKER_SOI = 0xD8,
	MARKER_EOI = 0xD9,
	MARKER_SOS = 0xDA,
	MARKER_PREFIX = 0xFF
};

static bool is_in_scan(uint8_t code) {
	return code == MARKER_STUFFED || (code >= MARKER_RST0 && code <= MARKER_RST7);
}

/** The position of the marker that ends the entropy-coded data at `at`, or `length`. */
static size_t skip_scan(const uint8_t *bytes, size_t length, size_t at) {
	while (at < length) {
		const uint8_t *found = memchr(bytes + at, MARKER_PREFIX, length - at);
		if (found == NULL)
			return length;
		at = (size_t)(found - bytes);
		size_t code = at + 1;
		while (code < length && bytes[code] == MARKER_PREFIX)
			code++;
		if (code >= length)
			return length;
		if (!is_in_scan(bytes[code]))
			return at;
		at = code + 1;
	}
	return length;
}

size_t jpeg_frame_length(const uint8_t *bytes, size_t length) {
	if (length < 4 || bytes[0] != MARKER_PREFIX || bytes[1] != MARKER_SOI)
		return 0;
	bool scanned = false;
	size_t at = 2;
	while (at + 1 < length && bytes[at] == MARKER_PREFIX) {
		uint8_t code = bytes[at + 1];
		if (code == MARKER_PREFIX) {
			at++;
			continue;
		}
		if (code == MARKER_EOI)
			return scanned ? at + 2 : 0;
		if (code < MARKER_SOF0 || (code >= MARKER_RST0 && code <= MARKER_SOI) || at + 3 >= length)
			return 0;
		size_t segment = (size_t)bytes[at + 2] << 8 | bytes[at + 3];
		if (segment < 2 || segment > length - at - 2)
			return 0;
		at += 2 + segment;
		if (code == MARKER_SOS) {
			at = skip_scan(bytes, length, at);
			scanned = true;
		}
	}
	return 0;
}
