#include "check.h"
#include "sound-level.h"

#include <math.h>

static void check_near(double value, double expected) {
	CHECK(fabs(value - expected) < 0.01);
}

int main(void) {
	enum { COUNT = 1600 };
	static int16_t samples[COUNT];
	sound_level_t level = sound_level_measure(samples, COUNT);
	CHECK(level.power == 0 && level.peak == 0);
	check_near(sound_level_decibels_of_power(0), SOUND_LEVEL_SILENCE);
	check_near(sound_level_decibels_of_peak(0), SOUND_LEVEL_SILENCE);
	CHECK(sound_level_measure(samples, 0).power == 0);

	for (int index = 0; index < COUNT; index++)
		samples[index] = INT16_MIN;
	level = sound_level_measure(samples, COUNT);
	CHECK(level.power == 1u << 30 && level.peak == 32768);
	check_near(sound_level_decibels_of_power(level.power), 0);
	check_near(sound_level_decibels_of_peak(level.peak), 0);

	for (int index = 0; index < COUNT; index++)
		samples[index] = (int16_t)lround(16384 * sin(index * 2 * 3.14159265358979 / 16));
	level = sound_level_measure(samples, COUNT);
	check_near(sound_level_decibels_of_power(level.power), -9.03);
	check_near(sound_level_decibels_of_peak(level.peak), -6.02);
	CHECK(sound_level_decibels_of_power(1) >= SOUND_LEVEL_SILENCE);
	return 0;
}
