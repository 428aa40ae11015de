#include "resampler.h"

#include <math.h>
#include <string.h>

/** The windowed sinc at `x` zero crossings from its middle (Blackman). */
static double windowed_sinc(double x) {
	if (x == 0)
		return 1;
	if (x >= RESAMPLER_WINGS)
		return 0;
	double window = 0.42 + 0.5 * cos(M_PI * x / RESAMPLER_WINGS) + 0.08 * cos(2 * M_PI * x / RESAMPLER_WINGS);
	return sin(M_PI * x) / (M_PI * x) * window;
}

void resampler_initialize(resampler_t *resampler, uint32_t input_rate, uint32_t output_rate) {
	memset(resampler, 0, sizeof *resampler);
	resampler->input_rate = input_rate;
	resampler->output_rate = output_rate;
	resampler->scale = output_rate < input_rate ? (float)output_rate / (float)input_rate : 1;
	resampler->reach = (uint32_t)ceilf(RESAMPLER_WINGS / resampler->scale);
	for (size_t i = 0; i < RESAMPLER_WINGS * RESAMPLER_STEPS + 2; i++)
		resampler->table[i] = (float)windowed_sinc((double)i / RESAMPLER_STEPS);
	resampler->whole = resampler->reach;
	resampler->count = resampler->reach;
}

size_t resampler_wants(const resampler_t *resampler) {
	size_t needed = resampler->whole + resampler->reach + 1;
	return needed > resampler->count ? needed - resampler->count : 0;
}

void resampler_push(resampler_t *resampler, float sample) {
	if (resampler->count == RESAMPLER_HISTORY) {
		size_t unheard = resampler->whole - resampler->reach;
		memmove(resampler->history, resampler->history + unheard,
		    (resampler->count - unheard) * sizeof *resampler->history);
		resampler->count -= unheard;
		resampler->whole = resampler->reach;
	}
	resampler->history[resampler->count++] = sample;
}

static float weight(const resampler_t *resampler, float distance) {
	float at = fabsf(distance) * resampler->scale * RESAMPLER_STEPS;
	if (at >= RESAMPLER_WINGS * RESAMPLER_STEPS)
		return 0;
	uint32_t step = (uint32_t)at;
	float part = at - (float)step;
	return resampler->table[step] + part * (resampler->table[step + 1] - resampler->table[step]);
}

float resampler_pull(resampler_t *resampler) {
	float fraction = (float)resampler->rest / (float)resampler->output_rate;
	const float *middle = resampler->history + resampler->whole;
	int reach = (int)resampler->reach;
	float sum = 0;
	for (int i = 1 - reach; i <= reach; i++)
		sum += middle[i] * weight(resampler, (float)i - fraction);
	resampler->rest += resampler->input_rate;
	resampler->whole += resampler->rest / resampler->output_rate;
	resampler->rest %= resampler->output_rate;
	return sum * resampler->scale;
}
