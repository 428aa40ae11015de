#include "strip-current.h"

static uint64_t sum_of(const uint8_t *colors, size_t pixels) {
	uint64_t sum = 0;
	for (size_t index = 0; index < 3 * pixels; index++)
		sum += colors[index];
	return sum;
}

uint32_t strip_current_of(const uint8_t *colors, size_t pixels) {
	uint64_t diodes = (sum_of(colors, pixels) * STRIP_CURRENT_DIODE_MILLIAMPERES + 254) / 255;
	return (uint32_t)(diodes + pixels * STRIP_CURRENT_PIXEL_MILLIAMPERES);
}

uint32_t strip_current_limit(uint8_t *colors, size_t pixels, uint32_t maximum) {
	uint32_t current = strip_current_of(colors, pixels);
	if (current <= maximum)
		return current;
	uint64_t dark = pixels * STRIP_CURRENT_PIXEL_MILLIAMPERES;
	uint64_t allowed = maximum > dark ? maximum - dark : 0;
	uint64_t asked = current - dark;
	for (size_t index = 0; index < 3 * pixels; index++)
		colors[index] = (uint8_t)(colors[index] * allowed / asked);
	return strip_current_of(colors, pixels);
}
