/* The rate converter: its weights, its sound beside the ideal one, and what it costs in length. */

#include "rate-converter.h"

#include <math.h>
#include <string.h>

#include "check.h"

enum { RATE = 16000, AMPLITUDE = 16000, LATENCY = RATE_CONVERTER_TAPS / 2 };

static double bessel(double x) {
	double sum = 1, term = 1;
	for (int k = 1; term > 1e-12 * sum; k++)
		sum += term *= (x / 2 / k) * (x / 2 / k);
	return sum;
}

/** A sine cardinal under a Kaiser window of eight samples, beta 6. */
static double kernel(double x) {
	double half = RATE_CONVERTER_TAPS / 2.0, beta = 6;
	if (fabs(x) >= half)
		return 0;
	double window = bessel(beta * sqrt(1 - x / half * (x / half))) / bessel(beta);
	return x == 0 ? 1 : window * sin(M_PI * x) / (M_PI * x);
}

/** One sample of 16,384 among zeros shows each weight in turn. */
static void weighs_by_a_windowed_sine_cardinal(void) {
	for (int phase = 0; phase < 32; phase++) {
		double sum = 0;
		for (int tap = 0; tap < RATE_CONVERTER_TAPS; tap++)
			sum += kernel(tap - (LATENCY - 1) - phase / 32.0);
		for (int tap = 0; tap < RATE_CONVERTER_TAPS; tap++) {
			rate_converter_t converter = {.fraction = phase * (RATE_CONVERTER_ONE / 32)};
			for (int index = 0; index < RATE_CONVERTER_TAPS; index++)
				rate_converter_push(&converter, index == tap ? 16384 : 0);
			double weight = kernel(tap - (LATENCY - 1) - phase / 32.0) / sum * 16384;
			CHECK(fabs(rate_converter_sample(&converter) - weight) <= 2);
		}
	}
}

static void passes_what_it_gets_without_a_trim(void) {
	rate_converter_t converter = {0};
	int16_t pushed[1000];
	uint32_t random = 0x5a3e;
	for (int index = 0; index < 1000; index++) {
		pushed[index] = (int16_t)nextRandom(&random);
		CHECK(rate_converter_advance(&converter) == 1);
		rate_converter_push(&converter, pushed[index]);
		if (index >= LATENCY)
			CHECK(rate_converter_sample(&converter) == pushed[index - LATENCY]);
	}
}

/** The power of what is not the sine that should be heard, in dB relative to it. */
static double distortion(double frequency, double trim) {
	rate_converter_t converter = {.trim = (int32_t)lrint(trim * RATE_CONVERTER_ONE)};
	double speed = 1 + (double)converter.trim / RATE_CONVERTER_ONE, error = 0, power = 0;
	uint32_t taken = 0;
	for (int index = 0; index < 4 * RATE; index++) {
		for (uint32_t due = rate_converter_advance(&converter); due > 0; due--)
			rate_converter_push(
			    &converter, (int16_t)lrint(AMPLITUDE * sin(2 * M_PI * frequency * taken++ / RATE)));
		double moment = (index + 1) * speed - 1 - LATENCY;
		double ideal = AMPLITUDE * sin(2 * M_PI * frequency * moment / RATE);
		if (index < RATE_CONVERTER_TAPS)
			continue;
		error += pow(rate_converter_sample(&converter) - ideal, 2);
		power += ideal * ideal;
	}
	return 10 * log10(error / power);
}

static void plays_a_sine_as_a_sine(void) {
	CHECK(distortion(300, 200e-6) < -70);
	CHECK(distortion(1000, 200e-6) < -65);
	CHECK(distortion(1000, -200e-6) < -65);
	CHECK(distortion(1000, 0.01) < -65);
	CHECK(distortion(3400, -0.005) < -55);
}

static void takes_as_much_as_the_trim_says(void) {
	for (int parts = -5000; parts <= 10000; parts += 2500) {
		rate_converter_t converter = {.trim = (int32_t)((int64_t)parts * RATE_CONVERTER_ONE / 1000000)};
		int64_t taken = 0;
		for (int index = 0; index < 1000000; index++)
			taken += rate_converter_advance(&converter);
		CHECK(llabs(taken - 1000000 - parts) <= 1);
	}
}

static void stays_within_a_sample(void) {
	rate_converter_t converter = {.fraction = RATE_CONVERTER_ONE / 2};
	for (int index = 0; index < RATE_CONVERTER_TAPS; index++)
		rate_converter_push(&converter, index == 3 || index == 4 ? INT16_MAX : INT16_MIN);
	CHECK(rate_converter_sample(&converter) == INT16_MAX);
}

int main(void) {
	weighs_by_a_windowed_sine_cardinal();
	passes_what_it_gets_without_a_trim();
	plays_a_sine_as_a_sine();
	takes_as_much_as_the_trim_says();
	stays_within_a_sample();
	return 0;
}
