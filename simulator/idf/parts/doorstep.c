/* In a debug build too (Moddable's simulator compiles with -O0) a frame must be through before the next. */
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("O3")
#endif

#include "doorstep.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include "canvas.h"
#include "doorstep-garden.h"
#include "doorstep-visitor.h"
#include "time-strip.h"

/** What is black in a picture whose size there is no memory for. */
static picture_t nothing;

static canvas_t garden, canvas;
static uint32_t frames;

static bool make_canvases(unsigned width, unsigned height) {
	if (canvas.picture.width == width && canvas.picture.height == height)
		return true;
	canvas_release(&garden);
	canvas_release(&canvas);
	if (!canvas_initialize(&garden, width, height) || !canvas_initialize(&canvas, width, height))
		return false;
	garden_draw(&garden);
	return true;
}

static size_t plane_size(const picture_t *picture) {
	return (size_t)picture->stride * picture->rows;
}

static void mirror_plane(uint8_t *plane, unsigned stride, unsigned width, unsigned height) {
	for (unsigned y = 0; y < height; y++) {
		uint8_t *row = plane + (size_t)y * stride;
		for (unsigned left = 0, right = width - 1; left < right; left++, right--) {
			uint8_t pixel = row[left];
			row[left] = row[right];
			row[right] = pixel;
		}
	}
}

static void flip_plane(uint8_t *plane, unsigned stride, unsigned width, unsigned height) {
	uint8_t row[2048];
	for (unsigned top = 0, bottom = height - 1; top < bottom && width <= sizeof row; top++, bottom--) {
		memcpy(row, plane + (size_t)top * stride, width);
		memcpy(plane + (size_t)top * stride, plane + (size_t)bottom * stride, width);
		memcpy(plane + (size_t)bottom * stride, row, width);
	}
}

static void turn(picture_t *picture, void (*with)(uint8_t *, unsigned, unsigned, unsigned)) {
	with(picture->luma, picture->stride, picture->width, picture->height);
	with(picture->blue, picture->stride / 2, picture->width / 2, picture->height / 2);
	with(picture->red, picture->stride / 2, picture->width / 2, picture->height / 2);
}

static void map_plane(uint8_t *plane, size_t size, float factor, float offset) {
	uint8_t map[256];
	for (int i = 0; i < 256; i++) {
		float value = 128 + ((float)i - 128) * factor + offset;
		map[i] = value < 0 ? 0 : value > 255 ? 255 : (uint8_t)value;
	}
	for (size_t i = 0; i < size; i++)
		plane[i] = map[plane[i]];
}

static void adjust(picture_t *picture, const ov2640_settings_t *settings) {
	size_t size = plane_size(picture);
	if (settings->brightness != 0 || settings->contrast != 0)
		map_plane(
		    picture->luma, size, 1 + 0.2f * (float)settings->contrast, 24.0f * (float)settings->brightness);
	if (settings->saturation != 0) {
		map_plane(picture->blue, size / 4, 1 + 0.4f * (float)settings->saturation, 0);
		map_plane(picture->red, size / 4, 1 + 0.4f * (float)settings->saturation, 0);
	}
}

static void draw_caption(const struct tm *local) {
	char text[64];
	snprintf(text, sizeof text, "%04d-%02d-%02d %02d:%02d:%02d #%06u", local->tm_year + 1900,
	    local->tm_mon + 1, local->tm_mday, local->tm_hour, local->tm_min, local->tm_sec, frames % 1000000);
	float size = canvas.picture.width < 400 ? 2 : 1.6f;
	/* Below what a page may write over a picture's upper edge. */
	const float top = 74;
	canvas_box(
	    &canvas, 112, top, 112 + 27 * 6 * size + 10, top + 7 * size + 10, 4, color_of(0x101418), 0.55f);
	canvas_text(&canvas, 117, top + 5, size, text, color_of(0xFFFFFF), 0.95f);
}

const picture_t *doorstep_draw(const ov2640_settings_t *settings, const struct timespec *now) {
	frames++;
	if (!make_canvases(settings->width, settings->height))
		return &nothing;
	memcpy(canvas.picture.luma, garden.picture.luma, plane_size(&canvas.picture) * 3 / 2);
	struct tm local;
	localtime_r(&now->tv_sec, &local);
	double time = (double)(now->tv_sec % 86400) + (double)now->tv_nsec / 1e9;
	garden_draw_behind(&canvas, time, (local.tm_hour * 60.0 + local.tm_min) * 60.0 + local.tm_sec);
	visitor_draw(&canvas, time);
	garden_draw_before(&canvas, time);
	adjust(&canvas.picture, settings);
	if (settings->is_mirrored)
		turn(&canvas.picture, mirror_plane);
	if (settings->is_flipped)
		turn(&canvas.picture, flip_plane);
	draw_caption(&local);
	time_strip_draw(&canvas.picture, now);
	return &canvas.picture;
}
