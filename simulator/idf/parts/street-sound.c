#include "street-sound.h"

#include <math.h>
#include <string.h>

/** Seconds from one call of the bird to the next, and what it sings: start, length, frequencies. */
#define CALL_PERIOD 6.0
static const struct {
	double start, length, from, to;
} call[] = {
    {0.60, 0.11, 3100, 2500},
    {0.78, 0.16, 2350, 2450},
    {1.05, 0.11, 3100, 2500},
    {1.23, 0.22, 2350, 2200},
};

void street_sound_initialize(street_sound_t *street, uint32_t rate) {
	memset(street, 0, sizeof *street);
	street->rate = rate;
	street->random = 0x2545F491;
	street->low_pace = (float)(1 - exp(-2 * M_PI * 180 / rate));
	street->middle_pace = (float)(1 - exp(-2 * M_PI * 1200 / rate));
}

static float noise(street_sound_t *street) {
	street->random ^= street->random << 13;
	street->random ^= street->random >> 17;
	street->random ^= street->random << 5;
	return (float)(int32_t)street->random / 2147483648.0f;
}

static float bird(street_sound_t *street, double time) {
	double within = fmod(time, CALL_PERIOD);
	for (size_t i = 0; i < sizeof call / sizeof call[0]; i++) {
		double part = (within - call[i].start) / call[i].length;
		if (part < 0 || part >= 1)
			continue;
		double frequency = call[i].from + (call[i].to - call[i].from) * part;
		street->phase = fmod(street->phase + 2 * M_PI * frequency / street->rate, 2 * M_PI);
		return (float)(0.06 * sin(M_PI * part) * sin(street->phase));
	}
	return 0;
}

float street_sound_next(street_sound_t *street) {
	double time = (double)street->position++ / street->rate;
	float white = noise(street);
	street->low += street->low_pace * (white - street->low);
	street->middle += street->middle_pace * (white - street->middle);
	float swell = 0.7f + 0.3f * (float)sin(2 * M_PI * time / 23);
	return swell * (0.05f * street->low + 0.004f * street->middle) + bird(street, time);
}
