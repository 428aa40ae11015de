/** What the microphone hears without a file: a quiet street, and now and then a bird. The same every time. */
#pragma once

#include <stdint.h>

typedef struct {
	uint32_t rate;
	uint32_t random;
	uint64_t position;
	/** How fast the two bands of the noise follow it, and where they are. */
	float low_pace, middle_pace;
	float low, middle;
	double phase;
} street_sound_t;

void street_sound_initialize(street_sound_t *street, uint32_t rate);

/** The next sample, -1 to 1. */
float street_sound_next(street_sound_t *street);
