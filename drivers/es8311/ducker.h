#ifndef DUCKER_H
#define DUCKER_H

#include <stdbool.h>
#include <stdint.h>

/** How the microphone is turned down while the speaker plays. */
typedef struct {
	/** From this RMS level on the speaker counts as playing, in dB relative to full scale. */
	int threshold;
	/** By how much the microphone is turned down, in dB. */
	int attenuation;
	/** How long it takes to turn it down and up again, in milliseconds. */
	uint32_t attack;
	uint32_t release;
} ducker_configuration_t;

/** Turns sound down and up again without steps. */
typedef struct {
	/** Gains are in 1 / 2^24. */
	int32_t floor;
	int32_t attackStep;
	int32_t releaseStep;
	int32_t gain;
	uint32_t threshold;
} ducker_t;

void ducker_initialize(ducker_t *ducker, const ducker_configuration_t *configuration, uint32_t sampleRate);

/** Whether a stretch of the speaker's sound with this power (see sound_level_t) is loud enough. */
bool ducker_is_loud(const ducker_t *ducker, uint32_t power);

/** Changes `count` samples of the microphone, which were recorded while the speaker was `loud` or not. */
void ducker_apply(ducker_t *ducker, bool loud, int16_t *samples, uint32_t count);

#endif
