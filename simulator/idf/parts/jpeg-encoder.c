/* In a debug build too (Moddable's simulator compiles with -O0) a frame must be through before the next. */
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("O3")
#endif

#include "jpeg-encoder.h"

#include <pthread.h>
#include <stdbool.h>
#include <string.h>
#include "jpeg-tables.h"

/** Room that one MCU of six blocks can take at most: 64 coefficients of 26 bits each, every byte stuffed. */
#define MAXIMUM_MCU (6 * 64 * 26 / 8 * 2)

/** Eight samples side by side, for the compiler's own SIMD. */
typedef float row_t __attribute__((vector_size(16)));

typedef struct {
	uint32_t code;
	uint8_t length;
} code_t;

static struct {
	code_t dc[2][12];
	code_t ac[2][256];
} codes;
static pthread_once_t codes_once = PTHREAD_ONCE_INIT;

/** Codes from their lengths: ITU-T T.81 Annex C. */
static void make_codes(const jpeg_huffman_t *huffman, code_t *table) {
	uint32_t code = 0;
	const uint8_t *value = huffman->values;
	for (uint8_t length = 1; length <= 16; length++, code <<= 1)
		for (uint8_t i = 0; i < huffman->counts[length - 1]; i++)
			table[*value++] = (code_t){code++, length};
}

static void make_all_codes(void) {
	for (int i = 0; i < 2; i++) {
		make_codes(&jpeg_huffman[i][0], codes.dc[i]);
		make_codes(&jpeg_huffman[i][1], codes.ac[i]);
	}
}

void jpeg_set_quality(jpeg_quality_t *quality, unsigned scale) {
	/* The factors by which the DCT below is too large, by row and by column (Arai, Agui and Nakajima). */
	static const double aan[8] = {
	    1.0, 1.387039845, 1.306562965, 1.175875602, 1.0, 0.785694958, 0.541196100, 0.275899379};
	for (int component = 0; component < 2; component++)
		for (int i = 0; i < 64; i++) {
			unsigned step = (jpeg_quantization[component][i] * (2 + scale * 4) + 16) / 32;
			step = step < 1 ? 1 : step > 255 ? 255 : step;
			quality->tables[component][i] = (uint8_t)step;
			quality->factors[component][i % 8 * 8 + i / 8] =
			    (float)(1.0 / (step * aan[i / 8] * aan[i % 8] * 8.0));
		}
}

/** One pass of the DCT on four columns, after Arai, Agui and Nakajima, without its scaling. */
#define TRANSFORM(r)                                                                                         \
	do {                                                                                                     \
		row_t sum07 = r[0] + r[7], difference07 = r[0] - r[7];                                               \
		row_t sum16 = r[1] + r[6], difference16 = r[1] - r[6];                                               \
		row_t sum25 = r[2] + r[5], difference25 = r[2] - r[5];                                               \
		row_t sum34 = r[3] + r[4], difference34 = r[3] - r[4];                                               \
		row_t even0 = sum07 + sum34, even3 = sum07 - sum34;                                                  \
		row_t even1 = sum16 + sum25, even2 = sum16 - sum25;                                                  \
		r[0] = even0 + even1;                                                                                \
		r[4] = even0 - even1;                                                                                \
		row_t turned = (even2 + even3) * 0.707106781f;                                                       \
		r[2] = even3 + turned;                                                                               \
		r[6] = even3 - turned;                                                                               \
		row_t odd0 = difference34 + difference25;                                                            \
		row_t odd1 = difference25 + difference16;                                                            \
		row_t odd2 = difference16 + difference07;                                                            \
		row_t z5 = (odd0 - odd2) * 0.382683433f;                                                             \
		row_t z2 = odd0 * 0.541196100f + z5;                                                                 \
		row_t z4 = odd2 * 1.306562965f + z5;                                                                 \
		row_t z3 = odd1 * 0.707106781f;                                                                      \
		row_t z11 = difference07 + z3, z13 = difference07 - z3;                                              \
		r[5] = z13 + z2;                                                                                     \
		r[3] = z13 - z2;                                                                                     \
		r[1] = z11 + z4;                                                                                     \
		r[7] = z11 - z4;                                                                                     \
	} while (0)

static inline void transform_columns(float block[64]) {
	for (int half = 0; half < 8; half += 4) {
		row_t rows[8];
		for (int y = 0; y < 8; y++)
			memcpy(&rows[y], block + y * 8 + half, sizeof rows[y]);
		TRANSFORM(rows);
		for (int y = 0; y < 8; y++)
			memcpy(block + y * 8 + half, &rows[y], sizeof rows[y]);
	}
}

/** The quantized coefficients of the 8x8 samples at `samples`, in the order of the columns. */
static void transform_block(const uint8_t *samples, unsigned stride, const float *factors, int16_t *result) {
	float block[64], turned[64];
	for (int y = 0; y < 8; y++, samples += stride)
		for (int x = 0; x < 8; x++)
			block[y * 8 + x] = (float)(samples[x] - 128);
	transform_columns(block);
	for (int y = 0; y < 8; y++)
		for (int x = 0; x < 8; x++)
			turned[x * 8 + y] = block[y * 8 + x];
	transform_columns(turned);
	for (int i = 0; i < 64; i++)
		result[i] = (int16_t)((int32_t)(turned[i] * factors[i] + 16384.5f) - 16384);
}

typedef struct {
	uint8_t *to;
	uint64_t bits;
	unsigned count;
} writer_t;

static inline void flush_bytes(writer_t *writer) {
	while (writer->count >= 8) {
		uint8_t byte = (uint8_t)(writer->bits >> (writer->count - 8));
		*writer->to++ = byte;
		if (byte == 0xFF)
			*writer->to++ = 0;
		writer->count -= 8;
	}
}

static inline void put_bits(writer_t *writer, uint32_t bits, unsigned count) {
	writer->bits = writer->bits << count | bits;
	writer->count += count;
	if (writer->count >= 32)
		flush_bytes(writer);
}

static inline unsigned magnitude(int value) {
	unsigned absolute = (unsigned)(value < 0 ? -value : value);
	return absolute == 0 ? 0 : 32 - (unsigned)__builtin_clz(absolute);
}

/** A code, then the low `size` bits of the value, one less when it is negative: ITU-T T.81 F.1.2.1. */
static inline void put_value(writer_t *writer, code_t code, int value, unsigned size) {
	uint32_t bits = (uint32_t)(value - (value < 0)) & ((1u << size) - 1);
	put_bits(writer, code.code << size | bits, code.length + size);
}

static void put_block(writer_t *writer, const int16_t *block, int table, int *former_dc) {
	int difference = block[0] - *former_dc;
	*former_dc = block[0];
	unsigned size = magnitude(difference);
	put_value(writer, codes.dc[table][size], difference, size);

	uint64_t present = 0;
	int16_t ordered[64];
	for (unsigned i = 1; i < 64; i++) {
		ordered[i] = block[jpeg_zigzag[i] % 8 * 8 + jpeg_zigzag[i] / 8];
		present |= (uint64_t)(ordered[i] != 0) << i;
	}
	const code_t *ac = codes.ac[table];
	unsigned last = 0;
	while (present != 0) {
		unsigned at = (unsigned)__builtin_ctzll(present);
		unsigned run = at - last - 1;
		for (; run > 15; run -= 16)
			put_bits(writer, ac[0xF0].code, ac[0xF0].length);
		size = magnitude(ordered[at]);
		put_value(writer, ac[run << 4 | size], ordered[at], size);
		present &= present - 1;
		last = at;
	}
	if (last != 63)
		put_bits(writer, ac[0].code, ac[0].length);
}

static uint8_t *put_marker(uint8_t *to, uint8_t marker, unsigned length) {
	*to++ = 0xFF;
	*to++ = marker;
	*to++ = (uint8_t)(length >> 8);
	*to++ = (uint8_t)length;
	return to;
}

static uint8_t *put_bytes(uint8_t *to, const void *bytes, size_t count) {
	memcpy(to, bytes, count);
	return to + count;
}

#define HEADER_SIZE 640

static uint8_t *put_header(uint8_t *to, const picture_t *picture, const jpeg_quality_t *quality) {
	static const uint8_t jfif[] = {'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0};
	static const uint8_t scan[] = {3, 1, 0x00, 2, 0x11, 3, 0x11, 0, 63, 0};
	*to++ = 0xFF;
	*to++ = 0xD8;
	to = put_marker(to, 0xE0, 2 + sizeof jfif);
	to = put_bytes(to, jfif, sizeof jfif);
	for (uint8_t component = 0; component < 2; component++) {
		to = put_marker(to, 0xDB, 3 + 64);
		*to++ = component;
		for (int i = 0; i < 64; i++)
			*to++ = quality->tables[component][jpeg_zigzag[i]];
	}
	const uint8_t frame[] = {8, (uint8_t)(picture->height >> 8), (uint8_t)picture->height,
	    (uint8_t)(picture->width >> 8), (uint8_t)picture->width, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1};
	to = put_marker(to, 0xC0, 2 + sizeof frame);
	to = put_bytes(to, frame, sizeof frame);
	for (int component = 0; component < 2; component++)
		for (int kind = 0; kind < 2; kind++) {
			const jpeg_huffman_t *huffman = &jpeg_huffman[component][kind];
			to = put_marker(to, 0xC4, 3 + 16 + huffman->value_count);
			*to++ = (uint8_t)(kind << 4 | component);
			to = put_bytes(to, huffman->counts, 16);
			to = put_bytes(to, huffman->values, huffman->value_count);
		}
	to = put_marker(to, 0xDA, 2 + sizeof scan);
	return put_bytes(to, scan, sizeof scan);
}

size_t jpeg_encode(
    const picture_t *picture, const jpeg_quality_t *quality, uint8_t *output, size_t capacity) {
	pthread_once(&codes_once, make_all_codes);
	if (capacity < HEADER_SIZE)
		return 0;
	writer_t writer = {.to = put_header(output, picture, quality)};
	int dc[3] = {0};
	int16_t block[64];
	unsigned chroma_stride = picture->stride / 2;
	for (unsigned y = 0; y < picture->height; y += 16)
		for (unsigned x = 0; x < picture->width; x += 16) {
			if (capacity - (size_t)(writer.to - output) < MAXIMUM_MCU + 16)
				return 0;
			for (unsigned part = 0; part < 4; part++) {
				const uint8_t *luma =
				    picture->luma + (size_t)(y + part / 2 * 8) * picture->stride + x + part % 2 * 8;
				transform_block(luma, picture->stride, quality->factors[0], block);
				put_block(&writer, block, 0, &dc[0]);
			}
			size_t chroma = (size_t)(y / 2) * chroma_stride + x / 2;
			transform_block(picture->blue + chroma, chroma_stride, quality->factors[1], block);
			put_block(&writer, block, 1, &dc[1]);
			transform_block(picture->red + chroma, chroma_stride, quality->factors[1], block);
			put_block(&writer, block, 1, &dc[2]);
		}
	put_bits(&writer, 0x7F, 7);
	flush_bytes(&writer);
	*writer.to++ = 0xFF;
	*writer.to++ = 0xD9;
	return (size_t)(writer.to - output);
}
