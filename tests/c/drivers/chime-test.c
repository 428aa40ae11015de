/* The built-in sounds: how long, how loud, which tones, without a click, and mixed with what is there. */

#include "check.h"
#include "chime.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { RATE = 16000, BLOCK = 160, LONGEST = 3 * RATE };

static chime_t chime;
static int16_t heard[LONGEST];

/** Plays a sound to its end in blocks of `block` samples; returns how many samples it has. */
static uint32_t play(chime_sound_t sound, int volume, uint32_t block) {
	chime_initialize(&chime, RATE);
	memset(heard, 0, sizeof heard);
	uint32_t milliseconds = chime_start(&chime, sound, volume);
	uint32_t count = 0;
	for (; chime.score != NULL && count + block <= LONGEST; count += block)
		chime_mix(&chime, heard + count, block);
	CHECK(count >= RATE / 1000 * milliseconds && count < RATE / 1000 * milliseconds + block);
	return count;
}

static int loudest(const int16_t *samples, uint32_t count) {
	int most = 0;
	for (uint32_t index = 0; index < count; index++)
		if (abs(samples[index]) > most)
			most = abs(samples[index]);
	return most;
}

/** How much of a frequency there is (Goertzel), as an amplitude. */
static double amount(const int16_t *samples, uint32_t count, double frequency) {
	double turn = 2 * cos(2 * 3.14159265358979 * frequency / RATE), before = 0, last = 0;
	for (uint32_t index = 0; index < count; index++) {
		double next = samples[index] + turn * last - before;
		before = last;
		last = next;
	}
	return 2 * sqrt(last * last + before * before - turn * last * before) / count;
}

static void has_the_notes(void) {
	play(CHIME_DING_DONG, 100, BLOCK);
	CHECK(amount(heard, RATE / 4, 659.26) > 3000);
	CHECK(amount(heard, RATE / 4, 523.25) < 300);
	CHECK(amount(heard + RATE, RATE / 4, 523.25) > 2000);
	CHECK(amount(heard + RATE, RATE / 4, 659.26) < amount(heard + RATE, RATE / 4, 523.25));
}

static void is_as_loud_as_it_is_asked_to_be(void) {
	for (chime_sound_t sound = 0; sound < CHIMES; sound++) {
		uint32_t count = play(sound, 100, BLOCK);
		int loud = loudest(heard, count);
		CHECK(loud > 8000 && loud < 30000);
		count = play(sound, 50, BLOCK);
		CHECK(abs(loudest(heard, count) - loud / 4) < 20);
		count = play(sound, 0, BLOCK);
		CHECK(loudest(heard, count) == 0);
	}
}

static void is_the_same_in_blocks_of_any_size(void) {
	static int16_t kept[LONGEST];
	uint32_t count = play(CHIME_DING_DONG, 80, BLOCK);
	memcpy(kept, heard, sizeof kept);
	play(CHIME_DING_DONG, 80, 1);
	for (uint32_t index = 0; index < count; index++)
		CHECK(abs(kept[index] - heard[index]) <= 8);
}

static void does_not_click(void) {
	for (chime_sound_t sound = 0; sound < CHIMES; sound++) {
		uint32_t count = play(sound, 100, BLOCK);
		CHECK(abs(heard[0]) < 200);
		for (uint32_t index = 1; index < count; index++)
			CHECK(abs(heard[index] - heard[index - 1]) < 9000);
		CHECK(abs(heard[count - 1]) < 200);
	}
}

static void adds_to_what_is_there_and_cuts_what_is_too_loud(void) {
	int16_t samples[BLOCK], alone[BLOCK] = {0};
	chime_initialize(&chime, RATE);
	chime_start(&chime, CHIME_DING, 100);
	chime_mix(&chime, alone, BLOCK);
	chime_start(&chime, CHIME_DING, 100);
	for (int index = 0; index < BLOCK; index++)
		samples[index] = 1000;
	chime_mix(&chime, samples, BLOCK);
	for (int index = 0; index < BLOCK; index++)
		CHECK(abs(samples[index] - 1000 - alone[index]) <= 3);
	chime_start(&chime, CHIME_DING, 100);
	for (int index = 0; index < BLOCK; index++)
		samples[index] = index % 2 ? INT16_MAX : INT16_MIN;
	chime_mix(&chime, samples, BLOCK);
	for (int index = 0; index < BLOCK; index++)
		CHECK(index % 2 ? samples[index] > 0 : samples[index] < 0);
}

static void is_silent_before_and_after(void) {
	int16_t samples[BLOCK] = {0};
	chime_initialize(&chime, RATE);
	chime_mix(&chime, samples, BLOCK);
	CHECK(loudest(samples, BLOCK) == 0);
	chime_start(&chime, CHIME_ALARM, 100);
	chime_stop(&chime);
	chime_mix(&chime, samples, BLOCK);
	CHECK(loudest(samples, BLOCK) == 0);
}

int main(void) {
	has_the_notes();
	is_as_loud_as_it_is_asked_to_be();
	is_the_same_in_blocks_of_any_size();
	does_not_click();
	adds_to_what_is_there_and_cuts_what_is_too_loud();
	is_silent_before_and_after();
	return 0;
}
