/** The tables of ITU-T T.81 Annex K: quantization (K.1, K.2) and Huffman codes (K.3 to K.6), and figure A.6.
 */
#pragma once

#include <stdint.h>

extern const uint8_t jpeg_zigzag[64];
extern const uint8_t jpeg_quantization[2][64];

typedef struct {
	/** How many codes there are of 1 to 16 bits. */
	uint8_t counts[16];
	uint8_t value_count;
	const uint8_t *values;
} jpeg_huffman_t;

/** DC and AC codes of luma, then of chroma. */
extern const jpeg_huffman_t jpeg_huffman[2][2];
