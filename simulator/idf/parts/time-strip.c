#include "time-strip.h"

#include <string.h>

#define CELL 16
#define CELLS 40
#define BITS 36

static void draw_cell(picture_t *picture, unsigned cell, int white) {
	size_t top = picture->height - CELL, left = (size_t)cell * CELL;
	for (size_t y = top; y < picture->height; y++)
		memset(picture->luma + y * picture->stride + left, white ? 255 : 0, CELL);
	for (size_t y = top / 2; y < picture->height / 2; y++) {
		memset(picture->blue + y * picture->stride / 2 + left / 2, 128, CELL / 2);
		memset(picture->red + y * picture->stride / 2 + left / 2, 128, CELL / 2);
	}
}

void time_strip_draw(picture_t *picture, const struct timespec *now) {
	if (picture->width < CELLS * CELL)
		return;
	uint64_t milliseconds = (uint64_t)now->tv_sec * 1000 + (uint64_t)now->tv_nsec / 1000000;
	uint64_t bits = milliseconds & ((UINT64_C(1) << BITS) - 1);
	draw_cell(picture, 0, 1);
	draw_cell(picture, 1, 0);
	for (unsigned i = 0; i < BITS; i++)
		draw_cell(picture, 2 + i, bits >> (BITS - 1 - i) & 1);
	draw_cell(picture, 2 + BITS, __builtin_parityll(bits));
	draw_cell(picture, 3 + BITS, 1);
}
