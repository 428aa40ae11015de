#ifndef RATE_CONVERTER_H
#define RATE_CONVERTER_H

#include <stdint.h>

/** How many samples around a moment its value is computed from. */
#define RATE_CONVERTER_TAPS 8

/** A whole sample, as `fraction` and `trim` count. */
#define RATE_CONVERTER_ONE (1 << 24)

/**
 * Plays sound a little faster or slower than it was recorded, without a seam: the values between the samples
 * are those of a sine cardinal of eight samples under a Kaiser window (beta 6), flat to 0.1 dB up to 4 kHz at
 * 16,000 samples a second. Without a trim the samples pass as they are. Integers only; for one thread.
 *
 *     for (uint32_t due = rate_converter_advance(&converter); due > 0; due--)
 *         rate_converter_push(&converter, next());
 *     output = rate_converter_sample(&converter);
 */
typedef struct {
	/** The newest samples, each twice, so that they lie in one piece from `at` on. */
	int16_t window[2 * RATE_CONVERTER_TAPS];
	uint32_t at;
	/** How far the moment is beyond the fourth of the window, in 2^-24 samples. */
	int32_t fraction;
	/** By how much more than one sample each output advances, in 2^-24 samples; negative is slower. */
	int32_t trim;
} rate_converter_t;

/** Goes on by one output; returns how many samples must be pushed for it: 0, 1 or 2. */
uint32_t rate_converter_advance(rate_converter_t *converter);

/** Appends a sample. */
void rate_converter_push(rate_converter_t *converter, int16_t sample);

/** The sound at the present moment: four samples later than it was pushed. */
int16_t rate_converter_sample(const rate_converter_t *converter);

#endif
