/* The resampler: a tone stays a tone of the same frequency and level, what is too high goes, and nothing
 * drifts. */

#include "check.h"

#include <math.h>
#include "resampler.h"

#define SECONDS 2

static float output[192000 * SECONDS];

/** Converts a tone; returns how many samples came out. */
static size_t convert(uint32_t from, uint32_t to, double frequency) {
	static resampler_t resampler;
	resampler_initialize(&resampler, from, to);
	size_t count = 0;
	for (size_t i = 0; i < (size_t)from * SECONDS; i++) {
		resampler_push(&resampler, (float)sin(2 * M_PI * frequency * (double)i / from));
		while (resampler_wants(&resampler) == 0)
			output[count++] = resampler_pull(&resampler);
	}
	return count;
}

/** The level of a frequency, of whole cycles a second, in one second of the output, and of all the rest. */
static void measure(uint32_t rate, double frequency, double *tone, double *rest) {
	double in_phase = 0, quadrature = 0, power = 0;
	size_t from = rate / 2, to = from + rate;
	for (size_t i = from; i < to; i++) {
		double angle = 2 * M_PI * frequency * (double)i / rate;
		in_phase += output[i] * sin(angle);
		quadrature += output[i] * cos(angle);
		power += output[i] * output[i];
	}
	double length = (double)(to - from);
	double amplitude = 2 * hypot(in_phase, quadrature) / length;
	*tone = 20 * log10(amplitude + 1e-9);
	*rest = 10 * log10(fmax(0, 2 * power / length - amplitude * amplitude) + 1e-9);
}

static void a_tone_stays_a_tone(uint32_t from, uint32_t to, double frequency) {
	size_t count = convert(from, to, frequency);
	CHECK(llabs((long long)count - (long long)to * SECONDS) <= 24LL * 16 * to / from + 24 * 16);
	double tone, rest;
	measure(to, frequency, &tone, &rest);
	if (fabs(tone) >= 0.2 || rest >= -55)
		fprintf(
		    stderr, "%u to %u Hz: %.0f Hz has %.2f dB, the rest %.1f dB\n", from, to, frequency, tone, rest);
	CHECK(fabs(tone) < 0.2);
	CHECK(rest < -55);
}

static void what_is_too_high_goes(uint32_t from, uint32_t to, double frequency) {
	size_t count = convert(from, to, frequency);
	double power = 0;
	for (size_t i = count / 4; i < count * 3 / 4; i++)
		power += output[i] * output[i];
	CHECK(10 * log10(power / (double)(count / 2) + 1e-9) < -50);
}

int main(void) {
	static const uint32_t rates[] = {8000, 11025, 16000, 22050, 44100, 48000, 96000};
	for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++) {
		a_tone_stays_a_tone(rates[i], 16000, 440);
		a_tone_stays_a_tone(rates[i], 16000, 2500);
		a_tone_stays_a_tone(16000, rates[i], 1000);
	}
	a_tone_stays_a_tone(192000, 8000, 1000);
	what_is_too_high_goes(48000, 16000, 12000);
	what_is_too_high_goes(44100, 8000, 7000);
	return 0;
}
