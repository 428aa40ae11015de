#ifndef CHIME_H
#define CHIME_H

#include <stdbool.h>
#include <stdint.h>

/** The built-in sounds, in the order of their names in es8311.ts. */
typedef enum { CHIME_DING_DONG, CHIME_DING, CHIME_ALARM, CHIMES } chime_sound_t;

struct chime_score;

/** A sound that is made while it is played, one at a time. Not safe for two threads: the owner holds a lock.
 */
typedef struct {
	/** NULL while nothing plays. */
	const struct chime_score *score;
	uint32_t position;
	float amplitude;
	uint32_t sampleRate;
} chime_t;

/** Makes a chime that is silent. */
void chime_initialize(chime_t *chime, uint32_t sampleRate);

/** Begins a sound, in place of one that still plays; `volume` is 0 to 100. Returns how long it is, in ms. */
uint32_t chime_start(chime_t *chime, chime_sound_t sound, int volume);

/** Ends the sound that plays. */
void chime_stop(chime_t *chime);

/** Adds the next `count` samples of the sound that plays; what is too loud then is cut. */
void chime_mix(chime_t *chime, int16_t *samples, uint32_t count);

#endif
