/**
 * A baseline JPEG encoder (ITU-T T.81): planar 4:2:0 pictures with full-range components (JFIF), the tables
 * of Annex K.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/** A picture. The luma plane has `stride` bytes a row and the chroma planes half of it; all are whole blocks.
 */
typedef struct {
	unsigned width, height;
	/** `width` and `height`, up to the next multiple of 16. */
	unsigned stride, rows;
	uint8_t *luma, *blue, *red;
} picture_t;

typedef struct {
	/** Quantization tables of luma and chroma, in the order of the rows. */
	uint8_t tables[2][64];
	/** What the DCT's coefficients are multiplied by, in the order of the columns. */
	float factors[2][64];
} jpeg_quality_t;

/**
 * The tables for the OV2640's scale: 0 is the best and 63 the worst. At VGA a scene of ordinary detail takes
 * 15 to 30 KB at 12.
 */
void jpeg_set_quality(jpeg_quality_t *quality, unsigned scale);

/** Encodes to `output`. Returns the number of bytes, 0 when `capacity` is too small. */
size_t jpeg_encode(const picture_t *picture, const jpeg_quality_t *quality, uint8_t *output, size_t capacity);
