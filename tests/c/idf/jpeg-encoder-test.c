/* The encoder's files, read marker by marker, and their pictures, decoded by the standard's own formulas. */

#include "check.h"

#include <math.h>
#include <string.h>
#include "jpeg-encoder.h"
#include "jpeg-picture.h"
#include "jpeg-tables.h"

#define MAXIMUM (1 << 20)

static uint8_t file[MAXIMUM];

static void allocate(picture_t *picture, unsigned width, unsigned height) {
	unsigned stride = (width + 15) & ~15u, rows = (height + 15) & ~15u;
	size_t size = (size_t)stride * rows;
	uint8_t *planes = malloc(size * 3 / 2);
	*picture = (picture_t){width, height, stride, rows, planes, planes + size, planes + size * 5 / 4};
}

static void fill(picture_t *picture, int kind) {
	uint32_t random = 99;
	for (size_t y = 0; y < picture->rows; y++)
		for (size_t x = 0; x < picture->stride; x++) {
			double wave = 128 + 70 * sin((double)x / 9) + 50 * cos((double)y / 13);
			uint8_t value = kind == 0   ? 200
			                : kind == 1 ? (uint8_t)wave
			                : kind == 2 ? (uint8_t)nextRandom(&random)
			                            : (x / 8 + y / 8) % 2 * 255;
			picture->luma[y * picture->stride + x] = value;
		}
	for (size_t i = 0; i < (size_t)picture->stride * picture->rows / 4; i++) {
		picture->blue[i] = kind == 2 ? (uint8_t)nextRandom(&random) : (uint8_t)(90 + i % picture->stride / 8);
		picture->red[i] = kind == 2 ? (uint8_t)nextRandom(&random) : 150;
	}
}

typedef struct {
	const uint8_t *at, *end;
	uint32_t bits;
	unsigned count;
} reader_t;

static unsigned read_bit(reader_t *reader) {
	if (reader->count == 0) {
		CHECK(reader->at < reader->end);
		reader->bits = *reader->at++;
		if (reader->bits == 0xFF) {
			CHECK(*reader->at == 0);
			reader->at++;
		}
		reader->count = 8;
	}
	return reader->bits >> --reader->count & 1;
}

static int read_value(reader_t *reader, unsigned size) {
	int value = 0;
	for (unsigned i = 0; i < size; i++)
		value = value << 1 | (int)read_bit(reader);
	return size > 0 && value < 1 << (size - 1) ? value - (1 << size) + 1 : value;
}

/** Huffman decoding as in ITU-T T.81 F.2.2.3. */
static uint8_t read_symbol(reader_t *reader, const jpeg_huffman_t *huffman) {
	unsigned code = 0, first = 0, index = 0;
	for (int length = 0; length < 16; length++) {
		code = code << 1 | read_bit(reader);
		first <<= 1;
		if (code - first < huffman->counts[length])
			return huffman->values[index + code - first];
		first += huffman->counts[length];
		index += huffman->counts[length];
	}
	CHECK(!"a code that does not exist");
	return 0;
}

/** Reads one block's coefficients and transforms them by the formula of ITU-T T.81 A.3.3. */
static void read_block(
    reader_t *reader, int table, int *dc, const uint8_t *quantization, uint8_t *samples, unsigned stride) {
	double coefficients[64] = {0};
	*dc += read_value(reader, read_symbol(reader, &jpeg_huffman[table][0]));
	coefficients[0] = *dc * quantization[0];
	for (int k = 1; k < 64; k++) {
		uint8_t symbol = read_symbol(reader, &jpeg_huffman[table][1]);
		if (symbol == 0)
			break;
		k += symbol >> 4;
		CHECK(k < 64);
		if (symbol != 0xF0)
			coefficients[jpeg_zigzag[k]] = read_value(reader, symbol & 15) * quantization[jpeg_zigzag[k]];
	}
	static double cosine[8][8];
	for (int x = 7; x >= 0 && cosine[0][0] == 0; x--)
		for (int u = 0; u < 8; u++)
			cosine[x][u] = (u == 0 ? sqrt(0.5) : 1) * cos((2 * x + 1) * u * M_PI / 16) / 2;
	double rows[64];
	for (int v = 0; v < 8; v++)
		for (int x = 0; x < 8; x++) {
			rows[v * 8 + x] = 0;
			for (int u = 0; u < 8; u++)
				rows[v * 8 + x] += coefficients[v * 8 + u] * cosine[x][u];
		}
	for (int y = 0; y < 8; y++)
		for (int x = 0; x < 8; x++) {
			double sum = 128.5;
			for (int v = 0; v < 8; v++)
				sum += rows[v * 8 + x] * cosine[y][v];
			samples[(size_t)y * stride + (size_t)x] = sum < 0 ? 0 : sum > 255 ? 255 : (uint8_t)sum;
		}
}

/** Finds the scan's data, and the quantization tables in the order of the rows. */
static reader_t find_scan(size_t size, uint8_t quantization[2][64]) {
	const uint8_t *at = file + 2;
	for (;;) {
		CHECK(at[0] == 0xFF);
		unsigned length = at[2] * 256u + at[3];
		if (at[1] == 0xDB) {
			CHECK(length == 67 && at[4] < 2);
			for (int i = 0; i < 64; i++)
				quantization[at[4]][jpeg_zigzag[i]] = at[5 + i];
		}
		if (at[1] == 0xDA)
			return (reader_t){.at = at + 2 + length, .end = file + size - 2};
		at += 2 + length;
	}
}

static double luma_error(const picture_t *picture, size_t size) {
	picture_t decoded;
	uint8_t quantization[2][64];
	int dc[3] = {0};
	allocate(&decoded, picture->width, picture->height);
	reader_t reader = find_scan(size, quantization);
	for (unsigned y = 0; y < decoded.rows; y += 16)
		for (unsigned x = 0; x < decoded.stride; x += 16) {
			for (unsigned i = 0; i < 4; i++)
				read_block(&reader, 0, &dc[0], quantization[0],
				    decoded.luma + (size_t)(y + i / 2 * 8) * decoded.stride + x + i % 2 * 8, decoded.stride);
			size_t chroma = (size_t)y / 2 * (decoded.stride / 2) + x / 2;
			read_block(&reader, 1, &dc[1], quantization[1], decoded.blue + chroma, decoded.stride / 2);
			read_block(&reader, 1, &dc[2], quantization[1], decoded.red + chroma, decoded.stride / 2);
		}
	CHECK(reader.at == reader.end);
	double error = 0;
	for (unsigned y = 0; y < picture->height; y++)
		for (unsigned x = 0; x < picture->width; x++) {
			double difference = (double)picture->luma[(size_t)y * picture->stride + x] -
			                    decoded.luma[(size_t)y * decoded.stride + x];
			error += difference * difference;
		}
	free(decoded.luma);
	return error / picture->width / picture->height;
}

static void pictures_come_back(unsigned width, unsigned height) {
	picture_t picture;
	allocate(&picture, width, height);
	for (int kind = 0; kind < 4; kind++) {
		fill(&picture, kind);
		double former = -1;
		for (unsigned scale = 2; scale <= 62; scale += 12) {
			jpeg_quality_t quality;
			jpeg_picture_t read;
			jpeg_set_quality(&quality, scale);
			size_t size = jpeg_encode(&picture, &quality, file, sizeof file);
			CHECK(size > 0);
			CHECK(jpeg_picture_read(&read, file, size) == NULL);
			CHECK(read.width == width && read.height == height && read.size == size);
			double error = luma_error(&picture, size);
			CHECK(kind != 2 || error >= former);
			double half_step = (1 + 2 * scale) / 16.0 + 0.5;
			CHECK(kind > 1 || error <= 2 * half_step * half_step);
			former = error;
			CHECK(jpeg_encode(&picture, &quality, file, size / 2) == 0);
			CHECK(jpeg_encode(&picture, &quality, file, 100) == 0);
		}
	}
	free(picture.luma);
}

int main(void) {
	pictures_come_back(16, 16);
	pictures_come_back(160, 120);
	pictures_come_back(400, 296);
	pictures_come_back(33, 25);
	return 0;
}
