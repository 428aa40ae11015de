/**
 * Draws shapes with soft edges into a picture. Positions and sizes are in units of a 640x480 picture: larger
 * ones have more pixels a unit, wider ones show more on either side.
 */
#pragma once

#include <stdint.h>
#include "jpeg-encoder.h"

typedef struct {
	picture_t picture;
	/** Pixels a unit. */
	float scale;
	/** The unit at the picture's left edge: 0 or less. */
	float left;
} canvas_t;

/** Luma and both chroma components. */
typedef struct {
	uint8_t luma, blue, red;
} color_t;

/** The color 0xRRGGBB (JFIF's conversion). */
color_t color_of(uint32_t rgb);

/** A color between two: 0 is the first, 1 the second. */
color_t color_between(color_t first, color_t second, float part);

/** Allocates the planes, in whole blocks. Returns false when there is no memory. */
int canvas_initialize(canvas_t *canvas, unsigned width, unsigned height);
void canvas_release(canvas_t *canvas);

/** The unit at the picture's right edge: 640 or more. */
float canvas_right(const canvas_t *canvas);

void canvas_ellipse(
    canvas_t *canvas, float x, float y, float width, float height, color_t color, float opacity);

/** A line with round ends that are `start` and `end` wide. */
void canvas_line(canvas_t *canvas, float x0, float y0, float start, float x1, float y1, float end,
    color_t color, float opacity);

/** A rectangle with corners of the given radius. */
void canvas_box(
    canvas_t *canvas, float x0, float y0, float x1, float y1, float radius, color_t color, float opacity);

/** A trapezoid with horizontal top and bottom. */
void canvas_trapezoid(canvas_t *canvas, float y0, float left0, float right0, float y1, float left1,
    float right1, color_t color, float opacity);

/** Light that falls off from its middle. */
void canvas_glow(canvas_t *canvas, float x, float y, float radius, color_t color, float opacity);

/** Text of digits and a few signs; a character is 6 `size` wide and 7 `size` high. */
void canvas_text(
    canvas_t *canvas, float x, float y, float size, const char *text, color_t color, float opacity);
