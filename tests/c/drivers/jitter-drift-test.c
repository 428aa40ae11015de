/* Two clocks that run apart for an hour, and a network whose jitter comes and goes: what is heard of a sine.
 */

#include <math.h>
#include <string.h>

#include "check.h"
#include "jitter-buffer.h"

enum { RATE = 16000, MILLISECOND = RATE / 1000, PORTION = 10 * MILLISECOND, PIECE = 20 * MILLISECOND };
enum { LEAST = 60 * MILLISECOND, MOST = 200 * MILLISECOND, BURST = 200 * MILLISECOND };
enum { PERIOD = 16, AMPLITUDE = 16000 };

static const jitter_buffer_configuration_t configuration = {.capacity = MOST + BURST,
    .least = LEAST,
    .most = MOST,
    .burst = BURST,
    .fade = 4 * MILLISECOND,
    .rate = RATE};

static int16_t storage[MOST + BURST];
static jitter_buffer_t buffer;

/** A sine of 1,000 Hz, as the sender recorded it. */
static int16_t recorded[PIECE];

/** What was heard: how much, the largest second difference, the least and greatest depth. */
static struct {
	uint64_t samples;
	int32_t roughest;
	uint32_t shallowest;
	uint32_t deepest;
} heard;

static int32_t previous, before;

/** Time on the codec's clock; when the next piece is recorded, and when it arrives. */
static struct {
	double now;
	double recorded;
	double arrives;
} sender;

static void begin(void) {
	for (int index = 0; index < PIECE; index++)
		recorded[index] = (int16_t)lrint(AMPLITUDE * sin(2 * M_PI * index / PERIOD));
	jitter_buffer_initialize(&buffer, storage, &configuration);
	previous = before = 0;
	memset(&sender, 0, sizeof sender);
}

static void forget(void) {
	memset(&heard, 0, sizeof heard);
	heard.shallowest = UINT32_MAX;
}

static void hear(void) {
	int16_t samples[PORTION];
	if (buffer.count < heard.shallowest)
		heard.shallowest = buffer.count;
	if (buffer.count > heard.deepest)
		heard.deepest = buffer.count;
	jitter_buffer_read(&buffer, samples, PORTION);
	for (int index = 0; index < PORTION; index++) {
		int32_t bend = samples[index] - 2 * previous + before;
		before = previous;
		previous = samples[index];
		if (bend < 0)
			bend = -bend;
		if (bend > heard.roughest)
			heard.roughest = bend;
	}
	heard.samples += PORTION;
}

/** A sine's largest second difference is its amplitude times (2 sin(w/2))^2. */
static int32_t bend_of_the_sine(double speed) {
	return (int32_t)(AMPLITUDE * pow(2 * sin(M_PI * speed / PERIOD), 2));
}

/**
 * Plays for so many seconds of the codec's clock. The sender's clock is faster by so many millionths; the
 * network takes up to `jitter` samples longer for one piece than for another, and delivers in order.
 */
static void play(uint32_t seconds, int32_t faster, uint32_t jitter) {
	static uint32_t random = 0xd21f7;
	double step = PIECE / (1 + faster / 1e6);
	for (double end = sender.now + (double)seconds * RATE; sender.now < end; sender.now += PORTION) {
		while (sender.arrives <= sender.now) {
			jitter_buffer_write(&buffer, recorded, PIECE);
			sender.recorded += step;
			double arrives = sender.recorded + (jitter > 0 ? (double)randomBelow(&random, jitter) : 0);
			if (arrives > sender.arrives)
				sender.arrives = arrives;
		}
		hear();
	}
}

/** By how much what comes out at any moment lies off a sine of just its own phase is seen in its bends. */
static void check_no_click(double speed) {
	CHECK(heard.roughest <= bend_of_the_sine(speed) + 8);
}

/** Nothing runs beside it here, so that ThreadSanitizer, which is slow, need not see the whole hour. */
#ifdef __SANITIZE_THREAD__
#define AN_HOUR 300
#else
#define AN_HOUR 3600
#endif

static void plays_an_hour_of_a_clock_that_is_off(int32_t faster) {
	begin();
	play(120, faster, 0);
	CHECK(buffer.underruns == 0 && buffer.dropped == 0);
	forget();
	play(AN_HOUR - 120, faster, 0);
	CHECK(buffer.underruns == 0 && buffer.dropped == 0 && buffer.concealed == 0);
	CHECK(heard.shallowest >= 30 * MILLISECOND && heard.deepest <= 80 * MILLISECOND);
	CHECK(labs(jitter_buffer_speed(&buffer) - faster) <= 1000);
	check_no_click(1.002);
}

/** The samples are the sender's own, in order and unchanged. */
static void changes_nothing_where_the_clocks_agree(void) {
	begin();
	play(5, 0, 0);
	for (int portion = 0; portion < 200; portion++) {
		int16_t samples[PIECE];
		jitter_buffer_write(&buffer, recorded, PIECE);
		jitter_buffer_read(&buffer, samples, PIECE);
		int shift = 0;
		while (shift < PERIOD && memcmp(samples, recorded + shift, (PIECE - PERIOD) * sizeof(int16_t)) != 0)
			shift++;
		CHECK(shift < PERIOD);
	}
}

/** Runs out a few times until it has learned, never after, and forgets when the network is even again. */
static void follows_the_jitter_and_comes_back(void) {
	begin();
	play(20, 0, 0);
	CHECK(buffer.target == LEAST);
	play(30, 0, 130 * MILLISECOND);
	CHECK(buffer.target > 130 * MILLISECOND && buffer.target <= 200 * MILLISECOND);
	uint32_t underruns = buffer.underruns;
	CHECK(underruns > 0 && underruns < 10);
	play(60, 0, 130 * MILLISECOND);
	CHECK(buffer.underruns == underruns && buffer.dropped == 0);
	play(60, 0, 0);
	forget();
	play(10, 0, 0);
	CHECK(buffer.target == LEAST);
	CHECK(heard.deepest <= 80 * MILLISECOND && heard.shallowest >= 30 * MILLISECOND);
	CHECK(buffer.underruns == underruns && buffer.dropped == 0);
	check_no_click(1.002);
}

static void asks_for_no_more_than_the_most(void) {
	begin();
	play(60, 0, 400 * MILLISECOND);
	CHECK(buffer.target == MOST);
}

/** The network stands still for a second: what it held up comes at once, and the delay is soon as before. */
static void takes_no_harm_from_a_network_that_stood_still(void) {
	begin();
	play(20, 0, 0);
	sender.arrives += RATE;
	play(1, 0, 0);
	CHECK(buffer.underruns == 1);
	play(1, 0, 0);
	CHECK(buffer.dropped > 0 && buffer.count <= LEAST + BURST);
	play(40, 0, 0);
	forget();
	play(5, 0, 0);
	CHECK(buffer.target == LEAST);
	CHECK(heard.deepest <= 90 * MILLISECOND);
	CHECK(buffer.underruns == 1);
}

int main(void) {
	changes_nothing_where_the_clocks_agree();
	follows_the_jitter_and_comes_back();
	asks_for_no_more_than_the_most();
	takes_no_harm_from_a_network_that_stood_still();
	plays_an_hour_of_a_clock_that_is_off(200);
	plays_an_hour_of_a_clock_that_is_off(-200);
	return 0;
}
