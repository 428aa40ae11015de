#include "jpeg-picture.h"

#include <stdbool.h>

#define SOI 0xD8
#define EOI 0xD9
#define SOS 0xDA

static bool is_frame_header(uint8_t marker) {
	return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

static bool is_alone(uint8_t marker) {
	return marker == 0x01 || (marker >= 0xD0 && marker <= 0xD7);
}

/** The position of the first marker from `at` on that is neither a restart nor a stuffed byte. */
static size_t end_of_scan(const uint8_t *bytes, size_t at, size_t size) {
	for (; at + 1 < size; at++)
		if (bytes[at] == 0xFF && bytes[at + 1] != 0 && bytes[at + 1] != 0xFF && !is_alone(bytes[at + 1]))
			return at;
	return size;
}

const char *jpeg_picture_read(jpeg_picture_t *picture, const uint8_t *bytes, size_t size) {
	if (size < 2 || bytes[0] != 0xFF || bytes[1] != SOI)
		return "it does not start with a JPEG's SOI marker (FF D8)";
	picture->bytes = bytes;
	picture->width = picture->height = 0;
	bool has_scan = false;
	for (size_t at = 2; at + 1 < size;) {
		uint8_t marker = bytes[at + 1];
		if (bytes[at] != 0xFF)
			return "a marker is missing where one must be";
		if (marker == 0xFF) {
			at++;
			continue;
		}
		if (marker == EOI) {
			picture->size = at + 2;
			if (picture->width == 0 || picture->height == 0)
				return "it has no frame header";
			return has_scan ? NULL : "it has no picture in it";
		}
		at += 2;
		if (is_alone(marker))
			continue;
		if (size - at < 2)
			break;
		size_t length = (size_t)bytes[at] << 8 | bytes[at + 1];
		if (length < 2 || length > size - at)
			break;
		if (is_frame_header(marker)) {
			if (length < 8)
				return "its frame header is too short";
			picture->height = (unsigned)bytes[at + 3] << 8 | bytes[at + 4];
			picture->width = (unsigned)bytes[at + 5] << 8 | bytes[at + 6];
		}
		at += length;
		if (marker == SOS) {
			has_scan = true;
			at = end_of_scan(bytes, at, size);
		}
	}
	return "it ends before its EOI marker (FF D9)";
}
