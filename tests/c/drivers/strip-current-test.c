#include "check.h"
#include "strip-current.h"

#include <string.h>

enum { PIXELS = 100 };

static uint8_t colors[3 * PIXELS];

static void knows_what_a_strip_draws(void) {
	memset(colors, 0, sizeof colors);
	CHECK(strip_current_of(colors, PIXELS) == PIXELS);
	memset(colors, 255, sizeof colors);
	CHECK(strip_current_of(colors, PIXELS) == PIXELS * 61);
}

static void leaves_alone_what_is_below(void) {
	uint8_t before[sizeof colors];
	memset(colors, 100, sizeof colors);
	memcpy(before, colors, sizeof colors);
	uint32_t current = strip_current_of(colors, PIXELS);
	CHECK(strip_current_limit(colors, PIXELS, current) == current);
	CHECK(memcmp(before, colors, sizeof colors) == 0);
}

static void dims_all_by_one_factor(void) {
	memset(colors, 0, sizeof colors);
	for (int pixel = 0; pixel < PIXELS; pixel++) {
		colors[3 * pixel] = 255;
		colors[3 * pixel + 1] = 51;
	}
	strip_current_limit(colors, PIXELS, 500);
	CHECK(colors[0] == colors[297] && colors[1] == colors[298] && colors[2] == 0);
	CHECK(colors[0] / 5 == colors[1]);
}

static void never_draws_more_than_allowed(void) {
	uint32_t random = 0xa3b5;
	for (int round = 0; round < 20000; round++) {
		size_t pixels = 1 + randomBelow(&random, PIXELS);
		uint32_t maximum = (uint32_t)(pixels + randomBelow(&random, 61 * PIXELS));
		for (size_t index = 0; index < 3 * pixels; index++)
			colors[index] = (uint8_t)nextRandom(&random);
		uint32_t current = strip_current_limit(colors, pixels, maximum);
		CHECK(current <= maximum);
		CHECK(current == strip_current_of(colors, pixels));
	}
}

static void is_dark_when_the_pixels_alone_draw_too_much(void) {
	memset(colors, 255, sizeof colors);
	CHECK(strip_current_limit(colors, PIXELS, 10) == PIXELS);
}

int main(void) {
	knows_what_a_strip_draws();
	leaves_alone_what_is_below();
	dims_all_by_one_factor();
	never_draws_more_than_allowed();
	is_dark_when_the_pixels_alone_draw_too_much();
	return 0;
}
