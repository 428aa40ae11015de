#include "sound-level.h"

#include <math.h>

sound_level_t sound_level_measure(const int16_t *samples, size_t count) {
	uint64_t sum = 0;
	uint32_t peak = 0;
	for (size_t index = 0; index < count; index++) {
		int32_t sample = samples[index];
		uint32_t magnitude = (uint32_t)(sample < 0 ? -sample : sample);
		sum += (uint64_t)magnitude * magnitude;
		if (magnitude > peak)
			peak = magnitude;
	}
	return (sound_level_t){.power = count > 0 ? (uint32_t)(sum / count) : 0, .peak = peak};
}

static double at_least_silence(double decibels) {
	return decibels < SOUND_LEVEL_SILENCE ? SOUND_LEVEL_SILENCE : decibels;
}

double sound_level_decibels_of_power(uint32_t power) {
	return power == 0 ? SOUND_LEVEL_SILENCE : at_least_silence(10.0 * log10(power / (32768.0 * 32768.0)));
}

double sound_level_decibels_of_peak(uint32_t peak) {
	return peak == 0 ? SOUND_LEVEL_SILENCE : at_least_silence(20.0 * log10(peak / 32768.0));
}
