/* Turning the microphone down and up: how far, how fast, and without steps. */

#include "check.h"
#include "ducker.h"

#include <string.h>

enum { RATE = 16000, LEVEL = 16000 };

static ducker_t ducker;

static void begin(int attenuation, uint32_t attack, uint32_t release) {
	const ducker_configuration_t configuration = {
	    .threshold = -40, .attenuation = attenuation, .attack = attack, .release = release};
	ducker_initialize(&ducker, &configuration, RATE);
}

/** What becomes of a constant sound after so many milliseconds. */
static int16_t hear(bool loud, uint32_t milliseconds) {
	int16_t sample = 0;
	for (uint32_t index = 0; index < RATE / 1000 * milliseconds; index++) {
		sample = LEVEL;
		ducker_apply(&ducker, loud, &sample, 1);
	}
	return sample;
}

static void knows_what_is_loud(void) {
	begin(20, 10, 100);
	CHECK(!ducker_is_loud(&ducker, 0));
	CHECK(!ducker_is_loud(&ducker, 100000));
	CHECK(ducker_is_loud(&ducker, 108000));
}

static void turns_down_and_up_in_time(void) {
	begin(20, 10, 100);
	CHECK(hear(false, 10) == LEVEL);
	int16_t half = hear(true, 5);
	CHECK(half > LEVEL / 2 && half < LEVEL * 6 / 10);
	CHECK(hear(true, 6) == LEVEL / 10);
	CHECK(hear(true, 1000) == LEVEL / 10);
	half = hear(false, 50);
	CHECK(half > LEVEL / 2 && half < LEVEL * 6 / 10);
	CHECK(hear(false, 51) == LEVEL);
}

static void turns_at_once_without_a_time(void) {
	begin(90, 0, 0);
	int16_t sample = INT16_MIN;
	ducker_apply(&ducker, true, &sample, 1);
	CHECK(sample == -1);
	sample = INT16_MIN;
	ducker_apply(&ducker, false, &sample, 1);
	CHECK(sample == INT16_MIN);
}

static void does_nothing_without_attenuation(void) {
	begin(0, 10, 100);
	CHECK(hear(true, 20) == LEVEL && hear(false, 20) == LEVEL);
}

static void makes_no_steps(void) {
	uint32_t random = 0xd0c4;
	int16_t last = LEVEL, samples[160];
	begin(24, 10, 100);
	for (int round = 0; round < 5000; round++) {
		uint32_t count = 1 + (uint32_t)randomBelow(&random, 160);
		for (uint32_t index = 0; index < count; index++)
			samples[index] = LEVEL;
		ducker_apply(&ducker, randomBelow(&random, 2), samples, count);
		for (uint32_t index = 0; index < count; index++) {
			CHECK(samples[index] - last <= LEVEL / 160 + 1 && last - samples[index] <= LEVEL / 160 + 1);
			last = samples[index];
		}
	}
}

int main(void) {
	knows_what_is_loud();
	turns_down_and_up_in_time();
	turns_at_once_without_a_time();
	does_nothing_without_attenuation();
	makes_no_steps();
	return 0;
}
