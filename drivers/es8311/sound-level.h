#ifndef SOUND_LEVEL_H
#define SOUND_LEVEL_H

#include <stddef.h>
#include <stdint.h>

/** How loud a stretch of sound was. */
typedef struct {
	/** The mean of the samples' squares, 0 to 2^30. */
	uint32_t power;
	/** The largest magnitude, 0 to 32768. */
	uint32_t peak;
} sound_level_t;

/** The quietest level that is told apart from silence, in dB relative to full scale. */
#define SOUND_LEVEL_SILENCE (-96.0)

sound_level_t sound_level_measure(const int16_t *samples, size_t count);

/** RMS level in dB relative to full scale, 0 for a square wave of full scale; at least SOUND_LEVEL_SILENCE.
 */
double sound_level_decibels_of_power(uint32_t power);

/** Peak level in dB relative to full scale; at least SOUND_LEVEL_SILENCE. */
double sound_level_decibels_of_peak(uint32_t peak);

#endif
