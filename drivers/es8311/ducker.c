#include "ducker.h"

#include <math.h>

#define UNITY (1 << 24)

static int32_t step_over(int32_t distance, uint32_t milliseconds, uint32_t sampleRate) {
	uint32_t samples = milliseconds * sampleRate / 1000;
	return samples > 1 ? (distance + (int32_t)samples - 1) / (int32_t)samples : distance;
}

void ducker_initialize(ducker_t *ducker, const ducker_configuration_t *configuration, uint32_t sampleRate) {
	int32_t floor = (int32_t)lround(UNITY * pow(10, -configuration->attenuation / 20.0));
	*ducker = (ducker_t){
	    .floor = floor,
	    .attackStep = step_over(UNITY - floor, configuration->attack, sampleRate),
	    .releaseStep = step_over(UNITY - floor, configuration->release, sampleRate),
	    .gain = UNITY,
	    .threshold = (uint32_t)lround(32768.0 * 32768.0 * pow(10, configuration->threshold / 10.0)),
	};
}

bool ducker_is_loud(const ducker_t *ducker, uint32_t power) {
	return power >= ducker->threshold;
}

static void turn(ducker_t *ducker, bool loud) {
	if (loud)
		ducker->gain = ducker->gain - ducker->floor > ducker->attackStep ? ducker->gain - ducker->attackStep
		                                                                 : ducker->floor;
	else
		ducker->gain =
		    UNITY - ducker->gain > ducker->releaseStep ? ducker->gain + ducker->releaseStep : UNITY;
}

void ducker_apply(ducker_t *ducker, bool loud, int16_t *samples, uint32_t count) {
	if (!loud && ducker->gain == UNITY)
		return;
	for (uint32_t index = 0; index < count; index++) {
		turn(ducker, loud);
		samples[index] = (int16_t)((int64_t)samples[index] * ducker->gain / UNITY);
	}
}
