#include "rate-converter.h"

#define PHASE_BITS 5
#define PHASES (1 << PHASE_BITS)
#define WITHIN_BITS 12
#define FRACTION_BITS 24
#define COEFFICIENT_BITS 14

/** For each phase the weights of the window's samples, in 2^-14; tests/c computes them anew. */
static const int16_t weights[PHASES + 1][RATE_CONVERTER_TAPS] = {
    {0, 0, 0, 16384, 0, 0, 0, 0},
    {-26, 119, -412, 16356, 448, -128, 29, -2},
    {-50, 227, -787, 16271, 932, -266, 62, -5},
    {-69, 324, -1124, 16127, 1449, -412, 97, -8},
    {-86, 410, -1423, 15927, 1998, -564, 135, -13},
    {-100, 485, -1684, 15670, 2577, -723, 176, -17},
    {-111, 548, -1908, 15364, 3182, -886, 218, -23},
    {-119, 600, -2094, 15003, 3812, -1051, 262, -29},
    {-124, 641, -2244, 14593, 4463, -1218, 308, -35},
    {-127, 672, -2360, 14141, 5131, -1383, 353, -43},
    {-128, 692, -2442, 13644, 5814, -1545, 399, -50},
    {-127, 703, -2492, 13110, 6507, -1703, 445, -59},
    {-124, 705, -2512, 12539, 7207, -1853, 489, -67},
    {-120, 699, -2505, 11939, 7909, -1994, 531, -75},
    {-114, 685, -2471, 11310, 8610, -2122, 570, -84},
    {-108, 664, -2414, 10660, 9305, -2237, 606, -92},
    {-100, 638, -2335, 9989, 9989, -2335, 638, -100},
    {-92, 606, -2237, 9305, 10660, -2414, 664, -108},
    {-84, 570, -2122, 8610, 11310, -2471, 685, -114},
    {-75, 531, -1994, 7909, 11939, -2505, 699, -120},
    {-67, 489, -1853, 7207, 12539, -2512, 705, -124},
    {-59, 445, -1703, 6507, 13110, -2492, 703, -127},
    {-50, 399, -1545, 5814, 13644, -2442, 692, -128},
    {-43, 353, -1383, 5131, 14141, -2360, 672, -127},
    {-35, 308, -1218, 4463, 14593, -2244, 641, -124},
    {-29, 262, -1051, 3812, 15003, -2094, 600, -119},
    {-23, 218, -886, 3182, 15364, -1908, 548, -111},
    {-17, 176, -723, 2577, 15670, -1684, 485, -100},
    {-13, 135, -564, 1998, 15927, -1423, 410, -86},
    {-8, 97, -412, 1449, 16127, -1124, 324, -69},
    {-5, 62, -266, 932, 16271, -787, 227, -50},
    {-2, 29, -128, 448, 16356, -412, 119, -26},
    {0, 0, 0, 0, 16384, 0, 0, 0},
};

uint32_t rate_converter_advance(rate_converter_t *converter) {
	converter->fraction += converter->trim;
	if (converter->fraction >= RATE_CONVERTER_ONE) {
		converter->fraction -= RATE_CONVERTER_ONE;
		return 2;
	}
	if (converter->fraction < 0) {
		converter->fraction += RATE_CONVERTER_ONE;
		return 0;
	}
	return 1;
}

void rate_converter_push(rate_converter_t *converter, int16_t sample) {
	converter->window[converter->at] = converter->window[converter->at + RATE_CONVERTER_TAPS] = sample;
	converter->at = (converter->at + 1) % RATE_CONVERTER_TAPS;
}

static int32_t weigh(const int16_t *samples, const int16_t *row) {
	int32_t sum = 0;
	for (int tap = 0; tap < RATE_CONVERTER_TAPS; tap++)
		sum += samples[tap] * row[tap];
	return sum;
}

int16_t rate_converter_sample(const rate_converter_t *converter) {
	const int16_t *samples = converter->window + converter->at;
	if (converter->fraction == 0)
		return samples[RATE_CONVERTER_TAPS / 2 - 1];
	int32_t phase = converter->fraction >> (FRACTION_BITS - PHASE_BITS);
	int32_t within =
	    converter->fraction >> (FRACTION_BITS - PHASE_BITS - WITHIN_BITS) & ((1 << WITHIN_BITS) - 1);
	int32_t left = weigh(samples, weights[phase]), right = weigh(samples, weights[phase + 1]);
	int32_t sum = left + (int32_t)(((int64_t)(right - left) * within) >> WITHIN_BITS);
	int32_t rounded = (sum + (1 << (COEFFICIENT_BITS - 1))) >> COEFFICIENT_BITS;
	return (int16_t)(rounded > INT16_MAX ? INT16_MAX : rounded < INT16_MIN ? INT16_MIN : rounded);
}
