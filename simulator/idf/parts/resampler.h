/**
 * Changes the sample rate of mono sound: a windowed sinc, band-limited to the lower of both rates. The
 * position in the input is counted in fractions of the two rates, so that it never drifts.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/** Zero crossings of the sinc on either side. */
#define RESAMPLER_WINGS 16
/** Steps of the table between two zero crossings. */
#define RESAMPLER_STEPS 128
/** How much faster the input may be than the output. */
#define RESAMPLER_MAXIMUM_RATIO 24
#define RESAMPLER_HISTORY (2 * RESAMPLER_WINGS * RESAMPLER_MAXIMUM_RATIO + 2)

typedef struct {
	uint32_t input_rate, output_rate;
	/** Input samples on either side of the output sample that are heard. */
	uint32_t reach;
	/** The output's position, from the history's start: whole samples, and the rest in `output_rate`ths of
	 * one. */
	uint32_t whole, rest;
	size_t count;
	float history[RESAMPLER_HISTORY];
	float table[RESAMPLER_WINGS * RESAMPLER_STEPS + 2];
	float scale;
} resampler_t;

/** Starts anew. Both rates must be from 4000 to 192000 and in a ratio of at most RESAMPLER_MAXIMUM_RATIO. */
void resampler_initialize(resampler_t *resampler, uint32_t input_rate, uint32_t output_rate);

/** How many samples it takes before `resampler_pull` gives more; 0 when it does now. */
size_t resampler_wants(const resampler_t *resampler);

/** Takes one input sample. */
void resampler_push(resampler_t *resampler, float sample);

/** Gives one output sample. Only when `resampler_wants` is 0. */
float resampler_pull(resampler_t *resampler);
