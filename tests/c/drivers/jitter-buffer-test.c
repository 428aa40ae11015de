/* The jitter buffer: depth, silence, drops and seams, each by what is heard and what is counted. */

#include "check.h"
#include "jitter-buffer.h"

#include <stdbool.h>
#include <string.h>

enum { CAPACITY = 520, TARGET = 160, FADE = 16, PORTION = 40, RATE = 16000, LATENCY = 4 };

static int16_t storage[CAPACITY];
static jitter_buffer_t buffer;

/** A target that does not change. */
static void begin_with(uint32_t target, uint32_t fade) {
	const jitter_buffer_configuration_t configuration = {.capacity = CAPACITY,
	    .least = target,
	    .most = target,
	    .burst = CAPACITY - target,
	    .fade = fade,
	    .rate = RATE};
	jitter_buffer_initialize(&buffer, storage, &configuration);
}

static void begin(void) {
	begin_with(TARGET, FADE);
}

static uint32_t give(int16_t value, uint32_t count) {
	int16_t samples[2 * CAPACITY];
	for (uint32_t index = 0; index < count; index++)
		samples[index] = value;
	return jitter_buffer_write(&buffer, samples, count);
}

/** Reads one portion; whether all of it has this value. */
static bool hear(int16_t value) {
	int16_t samples[PORTION];
	jitter_buffer_read(&buffer, samples, PORTION);
	for (uint32_t index = 0; index < PORTION; index++) {
		if (samples[index] != value)
			return false;
	}
	return true;
}

static void plays_nothing_before_the_target_is_there(void) {
	begin();
	CHECK(hear(0));
	CHECK(give(1000, TARGET - PORTION) == 0);
	CHECK(hear(0));
	CHECK(buffer.concealed == 0);
	give(1000, PORTION);
	CHECK(!hear(0));
	CHECK(hear(1000));
	CHECK(buffer.concealed == 0 && buffer.underruns == 0);
}

static void plays_a_sound_that_is_shorter_than_the_target(void) {
	begin();
	give(1000, PORTION);
	uint32_t silent = 0;
	while (hear(0) && silent < 100)
		silent++;
	CHECK(silent == TARGET / PORTION);
	CHECK(buffer.count == 0);
}

static void plays_silence_when_empty_and_collects_again(void) {
	begin();
	give(1000, TARGET);
	for (int portion = 0; portion < TARGET / PORTION; portion++)
		CHECK(!hear(0));
	CHECK(buffer.underruns == 0);
	CHECK(!hear(0));
	CHECK(buffer.underruns == 1 && buffer.concealed == PORTION);
	CHECK(hear(0));
	CHECK(buffer.underruns == 1 && buffer.concealed == 2 * PORTION);
	give(1000, PORTION);
	CHECK(hear(0));
	give(1000, TARGET);
	CHECK(!hear(0) && hear(1000));
	CHECK(buffer.concealed == 3 * PORTION);
}

static void plays_what_is_left_and_then_silence(void) {
	int16_t samples[PORTION];
	begin();
	give(1000, TARGET);
	give(2000, 10);
	for (int portion = 0; portion < TARGET / PORTION; portion++)
		jitter_buffer_read(&buffer, samples, PORTION);
	jitter_buffer_read(&buffer, samples, PORTION);
	CHECK(samples[9 + LATENCY] == 2000 && samples[10 + LATENCY] < 2000 && samples[PORTION - 1] == 0);
	CHECK(buffer.concealed == PORTION - 10);
}

static void drops_the_oldest_down_to_the_target_when_full(void) {
	begin();
	CHECK(give(1000, CAPACITY) == 0);
	CHECK(!hear(0));
	CHECK(give(2000, 100) == CAPACITY - PORTION - (TARGET - 100));
	CHECK(buffer.count == TARGET);
	CHECK(buffer.dropped == CAPACITY - PORTION - (TARGET - 100));
	hear(1000);
	hear(2000);
	CHECK(hear(2000));
}

static void keeps_all_of_a_burst_that_fits(void) {
	begin();
	give(1000, TARGET);
	CHECK(give(2000, CAPACITY) == TARGET);
	CHECK(buffer.count == CAPACITY);
	CHECK(give(3000, CAPACITY + 7) == CAPACITY + 7);
	CHECK(buffer.count == CAPACITY);
}

static void forgets_all_when_cleared(void) {
	begin();
	give(1000, TARGET);
	CHECK(!hear(0));
	jitter_buffer_clear(&buffer);
	CHECK(buffer.dropped == TARGET - PORTION && buffer.count == 0);
	CHECK(hear(0) && hear(0));
	CHECK(buffer.underruns == 0 && buffer.concealed == 0);
}

static void takes_samples_at_odd_addresses(void) {
	uint8_t bytes[2 * TARGET + 1];
	begin();
	memset(bytes, 0x11, sizeof bytes);
	jitter_buffer_write(&buffer, bytes + 1, TARGET);
	hear(0);
	CHECK(hear(0x1111));
}

static int32_t magnitude(int32_t value) {
	return value < 0 ? -value : value;
}

/** Whatever comes and goes, what is played of a constant sound has no step larger than a fade makes. */
static void has_no_clicks(void) {
	enum { LEVEL = 16000, LARGEST_STEP = LEVEL / FADE + 1 };
	uint32_t random = 0xc11c;
	int16_t samples[PORTION], last = 0;
	begin();
	for (int round = 0; round < 20000; round++) {
		if (randomBelow(&random, 3) > 0)
			give(LEVEL, (uint32_t)randomBelow(&random, round % 1000 < 500 ? 60 : 130));
		jitter_buffer_read(&buffer, samples, PORTION);
		for (uint32_t index = 0; index < PORTION; index++) {
			CHECK(magnitude(samples[index] - last) <= LARGEST_STEP);
			last = samples[index];
		}
	}
	CHECK(buffer.dropped > 0 && buffer.underruns > 0 && buffer.concealed > 0);
}

/** Every sample that was written is played, dropped or still there. */
static void loses_no_sample(void) {
	uint32_t random = 0x1055, written = 0, read = 0;
	int16_t samples[PORTION];
	begin();
	for (int round = 0; round < 20000; round++) {
		uint32_t count = (uint32_t)randomBelow(&random, round % 100 == 0 ? 2 * CAPACITY : 90);
		uint32_t dropped = buffer.dropped;
		CHECK(give(1, count) == buffer.dropped - dropped);
		written += count;
		uint32_t before = buffer.count;
		jitter_buffer_read(&buffer, samples, 1 + (uint32_t)randomBelow(&random, PORTION));
		read += before - buffer.count;
		CHECK(buffer.count <= CAPACITY);
		CHECK(written == read + buffer.dropped + buffer.count);
	}
}

static void plays_at_once_without_a_target(void) {
	begin_with(0, 0);
	CHECK(hear(0));
	give(1000, 2 * PORTION);
	CHECK(!hear(0) && hear(1000));
	CHECK(!hear(1000) && hear(0));
}

int main(void) {
	plays_nothing_before_the_target_is_there();
	plays_a_sound_that_is_shorter_than_the_target();
	plays_silence_when_empty_and_collects_again();
	plays_what_is_left_and_then_silence();
	drops_the_oldest_down_to_the_target_when_full();
	keeps_all_of_a_burst_that_fits();
	forgets_all_when_cleared();
	takes_samples_at_odd_addresses();
	has_no_clicks();
	loses_no_sample();
	plays_at_once_without_a_target();
	return 0;
}
