/* The built-in scene: it moves, it can be told the time of, and its frames have a camera's size. */

#include "check.h"

#include <string.h>
#include <time.h>
#include "doorstep.h"

static uint8_t file[1 << 20];

static unsigned cell(const picture_t *picture, unsigned index) {
	uint8_t luma = picture->luma[(picture->height - 8) * (size_t)picture->stride + index * 16 + 8];
	CHECK(luma < 20 || luma > 235);
	return luma > 128;
}

static uint64_t read_strip(const picture_t *picture) {
	uint64_t bits = 0;
	unsigned ones = 0;
	CHECK(cell(picture, 0) == 1 && cell(picture, 1) == 0 && cell(picture, 39) == 1);
	for (unsigned i = 0; i < 36; i++) {
		bits = bits << 1 | cell(picture, 2 + i);
		ones += cell(picture, 2 + i);
	}
	CHECK((ones + cell(picture, 38)) % 2 == 0);
	return bits;
}

static void the_strip_tells_the_time(unsigned width, unsigned height) {
	ov2640_settings_t settings = {.width = width, .height = height, .quality = 12};
	for (int turn = 0; turn < 4; turn++) {
		settings.is_mirrored = turn & 1;
		settings.is_flipped = turn & 2;
		struct timespec now = {1793000000 + turn * 12345, 987654321};
		const picture_t *picture = doorstep_draw(&settings, &now);
		CHECK(picture->width == width && picture->height == height);
		CHECK(read_strip(picture) == (((uint64_t)now.tv_sec * 1000 + 987) & 0xFFFFFFFFF));
	}
}

static void frames_have_a_cameras_size(void) {
	ov2640_settings_t settings = {.width = 640, .height = 480, .quality = 12};
	jpeg_quality_t quality;
	jpeg_set_quality(&quality, settings.quality);
	for (int second = 0; second < 40; second += 3) {
		struct timespec now = {1793000000 + second, 0};
		size_t size = jpeg_encode(doorstep_draw(&settings, &now), &quality, file, sizeof file);
		CHECK(size > 15000 && size < 30000);
	}
}

static void it_moves(void) {
	static uint8_t former[640 * 480];
	ov2640_settings_t settings = {.width = 640, .height = 480};
	struct timespec now = {1793000000, 0};
	memcpy(former, doorstep_draw(&settings, &now)->luma, sizeof former);
	now.tv_nsec = 40000000;
	const picture_t *picture = doorstep_draw(&settings, &now);
	unsigned changed = 0;
	for (size_t i = 40 * 640; i < 460 * 640; i++)
		changed += picture->luma[i] != former[i];
	CHECK(changed > 100);
}

static void any_size_and_setting_can_be_drawn(void) {
	static const unsigned sizes[][2] = {{96, 96}, {160, 120}, {240, 176}, {320, 240}, {400, 296}, {480, 320},
	    {1280, 720}, {1600, 1200}, {4, 4}, {4092, 2044}};
	uint32_t random = 3;
	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		ov2640_settings_t settings = {.width = sizes[i][0],
		    .height = sizes[i][1],
		    .brightness = (int)randomBelow(&random, 5) - 2,
		    .contrast = (int)randomBelow(&random, 5) - 2,
		    .saturation = (int)randomBelow(&random, 5) - 2,
		    .is_mirrored = i % 2,
		    .is_flipped = i % 3 == 0};
		struct timespec now = {1793000000 + (time_t)randomBelow(&random, 100000), 0};
		CHECK(doorstep_draw(&settings, &now)->width == sizes[i][0]);
	}
}

int main(void) {
	the_strip_tells_the_time(640, 480);
	the_strip_tells_the_time(800, 600);
	frames_have_a_cameras_size();
	it_moves();
	any_size_and_setting_can_be_drawn();
	return 0;
}
