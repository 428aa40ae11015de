/** A JPEG among bytes: where it ends, and what its header says (ITU-T T.81 Annex B). */
#pragma once

#include <stddef.h>
#include <stdint.h>

typedef struct {
	/** Where it is from, for messages. */
	const char *name;
	const uint8_t *bytes;
	size_t size;
	unsigned width, height;
} jpeg_picture_t;

/**
 * Reads the JPEG that starts at `bytes`; `size` counts what there is. Sets all but the name. Returns NULL, or
 * what is wrong with it.
 */
const char *jpeg_picture_read(jpeg_picture_t *picture, const uint8_t *bytes, size_t size);
