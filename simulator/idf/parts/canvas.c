/* In a debug build too (Moddable's simulator compiles with -O0) a frame must be through before the next. */
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("O3")
#endif

#include "canvas.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#define SINCE_GLYPH '#'

static uint8_t clamped(float value) {
	return value <= 0 ? 0 : value >= 255 ? 255 : (uint8_t)(value + 0.5f);
}

color_t color_of(uint32_t rgb) {
	float r = (float)(rgb >> 16 & 255), g = (float)(rgb >> 8 & 255), b = (float)(rgb & 255);
	return (color_t){
	    clamped(0.299f * r + 0.587f * g + 0.114f * b),
	    clamped(128 - 0.168736f * r - 0.331264f * g + 0.5f * b),
	    clamped(128 + 0.5f * r - 0.418688f * g - 0.081312f * b),
	};
}

color_t color_between(color_t first, color_t second, float part) {
	return (color_t){
	    clamped((float)first.luma + part * (float)(second.luma - first.luma)),
	    clamped((float)first.blue + part * (float)(second.blue - first.blue)),
	    clamped((float)first.red + part * (float)(second.red - first.red)),
	};
}

int canvas_initialize(canvas_t *canvas, unsigned width, unsigned height) {
	unsigned stride = (width + 15) & ~15u, rows = (height + 15) & ~15u;
	size_t size = (size_t)stride * rows;
	uint8_t *planes = malloc(size + size / 2);
	if (planes == NULL)
		return false;
	canvas->picture =
	    (picture_t){width, height, stride, rows, planes, planes + size, planes + size + size / 4};
	canvas->scale = fminf((float)height / 480.0f, (float)width / 480.0f);
	canvas->left = 320 - (float)width / canvas->scale / 2;
	return true;
}

void canvas_release(canvas_t *canvas) {
	free(canvas->picture.luma);
	canvas->picture = (picture_t){0};
}

float canvas_right(const canvas_t *canvas) {
	return 640 - canvas->left;
}

/** A shape: the rectangle around it, and what its kind needs. */
typedef struct {
	float x0, y0, x1, y1;
	float a, b, c, d, e, f, inverse;
} shape_t;

/** How far inside the shape (positive) a point is, in units. */
typedef float inside_t(const shape_t *shape, float x, float y);

static inline __attribute__((always_inline)) void paint_plane(uint8_t *plane, unsigned stride,
    unsigned columns, unsigned rows, float scale, float left, const shape_t *shape, inside_t *inside,
    uint8_t value, float opacity) {
	int x0 = (int)floorf((shape->x0 - left) * scale) - 1, x1 = (int)ceilf((shape->x1 - left) * scale) + 1;
	int y0 = (int)floorf(shape->y0 * scale) - 1, y1 = (int)ceilf(shape->y1 * scale) + 1;
	x0 = x0 < 0 ? 0 : x0;
	y0 = y0 < 0 ? 0 : y0;
	x1 = x1 > (int)columns ? (int)columns : x1;
	y1 = y1 > (int)rows ? (int)rows : y1;
	float unit = 1 / scale;
	for (int y = y0; y < y1; y++) {
		uint8_t *row = plane + (size_t)y * stride;
		float at_y = ((float)y + 0.5f) * unit;
		for (int x = x0; x < x1; x++) {
			float coverage = inside(shape, ((float)x + 0.5f) * unit + left, at_y) * scale + 0.5f;
			if (coverage <= 0)
				continue;
			float part = opacity * (coverage >= 1 ? 1 : coverage);
			row[x] = (uint8_t)((float)row[x] + part * ((float)value - (float)row[x]) + 0.5f);
		}
	}
}

static inline __attribute__((always_inline)) void paint(
    canvas_t *canvas, const shape_t *shape, inside_t *inside, color_t color, float opacity) {
	picture_t *picture = &canvas->picture;
	unsigned stride = picture->stride, rows = picture->rows;
	paint_plane(
	    picture->luma, stride, stride, rows, canvas->scale, canvas->left, shape, inside, color.luma, opacity);
	float half = canvas->scale / 2;
	paint_plane(picture->blue, stride / 2, stride / 2, rows / 2, half, canvas->left, shape, inside,
	    color.blue, opacity);
	paint_plane(picture->red, stride / 2, stride / 2, rows / 2, half, canvas->left, shape, inside, color.red,
	    opacity);
}

static inline float inside_ellipse(const shape_t *shape, float x, float y) {
	float dx = (x - shape->a) * shape->c, dy = (y - shape->b) * shape->d;
	return (1 - sqrtf(dx * dx + dy * dy)) * shape->e;
}

void canvas_ellipse(
    canvas_t *canvas, float x, float y, float width, float height, color_t color, float opacity) {
	float rx = width / 2, ry = height / 2;
	shape_t shape = {x - rx, y - ry, x + rx, y + ry, x, y, 1 / rx, 1 / ry, fminf(rx, ry), 0, 0};
	paint(canvas, &shape, inside_ellipse, color, opacity);
}

static inline float inside_line(const shape_t *shape, float x, float y) {
	float dx = x - shape->a, dy = y - shape->b;
	float along = (dx * shape->c + dy * shape->d) * shape->inverse;
	along = along < 0 ? 0 : along > 1 ? 1 : along;
	float ex = dx - along * shape->c, ey = dy - along * shape->d;
	return shape->e + along * shape->f - sqrtf(ex * ex + ey * ey);
}

void canvas_line(canvas_t *canvas, float x0, float y0, float start, float x1, float y1, float end,
    color_t color, float opacity) {
	float dx = x1 - x0, dy = y1 - y0, widest = fmaxf(start, end) / 2, length = dx * dx + dy * dy;
	shape_t shape = {fminf(x0, x1) - widest, fminf(y0, y1) - widest, fmaxf(x0, x1) + widest,
	    fmaxf(y0, y1) + widest, x0, y0, dx, dy, start / 2, (end - start) / 2, length > 0 ? 1 / length : 0};
	paint(canvas, &shape, inside_line, color, opacity);
}

static inline float inside_box(const shape_t *shape, float x, float y) {
	float dx = fabsf(x - shape->a) - shape->c, dy = fabsf(y - shape->b) - shape->d;
	float ox = dx > 0 ? dx : 0, oy = dy > 0 ? dy : 0, most = dx > dy ? dx : dy;
	return shape->e - sqrtf(ox * ox + oy * oy) - (most < 0 ? most : 0);
}

void canvas_box(
    canvas_t *canvas, float x0, float y0, float x1, float y1, float radius, color_t color, float opacity) {
	shape_t shape = {x0, y0, x1, y1, (x0 + x1) / 2, (y0 + y1) / 2, (x1 - x0) / 2 - radius,
	    (y1 - y0) / 2 - radius, radius, 0, 0};
	paint(canvas, &shape, inside_box, color, opacity);
}

static inline float inside_trapezoid(const shape_t *shape, float x, float y) {
	float part = (y - shape->y0) * shape->e;
	float left = shape->a + part * (shape->c - shape->a), right = shape->b + part * (shape->d - shape->b);
	float vertical = y - shape->y0 < shape->y1 - y ? y - shape->y0 : shape->y1 - y;
	float horizontal = x - left < right - x ? x - left : right - x;
	return vertical < horizontal ? vertical : horizontal;
}

void canvas_trapezoid(canvas_t *canvas, float y0, float left0, float right0, float y1, float left1,
    float right1, color_t color, float opacity) {
	shape_t shape = {fminf(left0, left1), y0, fmaxf(right0, right1), y1, left0, right0, left1, right1,
	    1 / (y1 - y0), 0, 0};
	paint(canvas, &shape, inside_trapezoid, color, opacity);
}

static inline float inside_glow(const shape_t *shape, float x, float y) {
	float dx = (x - shape->a) * shape->c, dy = (y - shape->b) * shape->c;
	float light = 1 - (dx * dx + dy * dy);
	return light <= 0 ? -1 : light * light * shape->d - shape->e;
}

void canvas_glow(canvas_t *canvas, float x, float y, float radius, color_t color, float opacity) {
	float unit = 1 / canvas->scale;
	shape_t shape = {x - radius, y - radius, x + radius, y + radius, x, y, 1 / radius, unit, unit / 2, 0, 0};
	paint(canvas, &shape, inside_glow, color, opacity);
}

/** Rows of the glyphs of `#` to `:`, five bits each, the left pixel the highest. */
static const uint8_t glyphs[][7] = {
    ['#' - SINCE_GLYPH] = {0x0A, 0x1F, 0x0A, 0x0A, 0x1F, 0x0A, 0x00},
    ['-' - SINCE_GLYPH] = {0x00, 0x00, 0x00, 0x1F, 0x00, 0x00, 0x00},
    ['.' - SINCE_GLYPH] = {0x00, 0x00, 0x00, 0x00, 0x00, 0x0C, 0x0C},
    ['0' - SINCE_GLYPH] = {0x0E, 0x11, 0x13, 0x15, 0x19, 0x11, 0x0E},
    ['1' - SINCE_GLYPH] = {0x04, 0x0C, 0x04, 0x04, 0x04, 0x04, 0x0E},
    ['2' - SINCE_GLYPH] = {0x0E, 0x11, 0x01, 0x06, 0x08, 0x10, 0x1F},
    ['3' - SINCE_GLYPH] = {0x0E, 0x11, 0x01, 0x06, 0x01, 0x11, 0x0E},
    ['4' - SINCE_GLYPH] = {0x02, 0x06, 0x0A, 0x12, 0x1F, 0x02, 0x02},
    ['5' - SINCE_GLYPH] = {0x1F, 0x10, 0x1E, 0x01, 0x01, 0x11, 0x0E},
    ['6' - SINCE_GLYPH] = {0x06, 0x08, 0x10, 0x1E, 0x11, 0x11, 0x0E},
    ['7' - SINCE_GLYPH] = {0x1F, 0x01, 0x02, 0x04, 0x08, 0x08, 0x08},
    ['8' - SINCE_GLYPH] = {0x0E, 0x11, 0x11, 0x0E, 0x11, 0x11, 0x0E},
    ['9' - SINCE_GLYPH] = {0x0E, 0x11, 0x11, 0x0F, 0x01, 0x02, 0x0C},
    [':' - SINCE_GLYPH] = {0x00, 0x0C, 0x0C, 0x00, 0x0C, 0x0C, 0x00},
};

void canvas_text(
    canvas_t *canvas, float x, float y, float size, const char *text, color_t color, float opacity) {
	for (; *text != '\0'; text++, x += 6 * size) {
		unsigned glyph = (unsigned)(*text - SINCE_GLYPH);
		if (glyph >= sizeof glyphs / sizeof glyphs[0])
			continue;
		for (int row = 0; row < 7; row++)
			for (int column = 0; column < 5; column++)
				if (glyphs[glyph][row] >> (4 - column) & 1)
					canvas_box(canvas, x + (float)column * size, y + (float)row * size,
					    x + (float)(column + 1) * size, y + (float)(row + 1) * size, 0, color, opacity);
	}
}
