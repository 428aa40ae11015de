#include "jitter-buffer.h"

#include <string.h>

/** Arrivals of the last one or two of so many seconds make the jitter. */
#define SPAN_SECONDS 10
/** Two in each second is as late as a piece can be and not come after a pause. */
#define PAUSES_PER_SECOND 2
/** What is collected beyond the jitter and the longest piece: 10 ms, as the speaker's task reads at a time.
 */
#define MARGINS_PER_SECOND 100
/** So near to the target, 5 ms, the sound is played as fast as it came. */
#define NEARS_PER_SECOND 200
/** In so many seconds the speed would make good what is too much or too little. */
#define CORRECTION_SECONDS 7
#define MOST_FASTER (RATE_CONVERTER_ONE / 100)
#define MOST_SLOWER (RATE_CONVERTER_ONE / 200)

static uint32_t lesser(uint32_t a, uint32_t b) {
	return a < b ? a : b;
}

static uint32_t greater(uint32_t a, uint32_t b) {
	return a > b ? a : b;
}

static int16_t *sample_at(jitter_buffer_t *buffer, uint32_t index) {
	uint32_t at = buffer->start + index, capacity = buffer->configuration.capacity;
	return buffer->storage + (at >= capacity ? at - capacity : at);
}

static int16_t mix(int16_t from, int16_t to, uint32_t step, uint32_t steps) {
	int32_t weighted = (int32_t)from * (int32_t)(steps - step) + (int32_t)to * (int32_t)step;
	return (int16_t)(weighted / (int32_t)steps);
}

/** What is played next begins where what was played last ended, whatever follows. */
static void begin_fade(jitter_buffer_t *buffer) {
	buffer->seam = buffer->last;
	buffer->fading = buffer->configuration.fade;
}

static int16_t play(jitter_buffer_t *buffer, int16_t sample) {
	if (buffer->fading > 0) {
		sample = mix(sample, buffer->seam, buffer->fading, buffer->configuration.fade + 1);
		buffer->fading--;
	}
	return buffer->last = sample;
}

/** Drops the oldest `count` samples, and fades from what would have been played to what will be. */
static void drop_oldest(jitter_buffer_t *buffer, uint32_t count) {
	uint32_t steps = lesser(buffer->configuration.fade, lesser(count, buffer->count - count));
	if (steps == 0)
		begin_fade(buffer);
	for (uint32_t step = 0; step < steps; step++) {
		int16_t *kept = sample_at(buffer, count + step);
		*kept = mix(*sample_at(buffer, step), *kept, step, steps);
	}
	buffer->start = (buffer->start + count) % buffer->configuration.capacity;
	buffer->count -= count;
	buffer->dropped += count;
}

void jitter_buffer_initialize(
    jitter_buffer_t *buffer, int16_t *storage, const jitter_buffer_configuration_t *configuration) {
	*buffer = (jitter_buffer_t){
	    .configuration = *configuration, .storage = storage, .target = configuration->least};
	arrival_jitter_initialize(
	    &buffer->jitter, SPAN_SECONDS * configuration->rate, configuration->rate / PAUSES_PER_SECOND);
}

/** Takes note of a piece, and sets the target to what would have bridged all that came lately. */
static void note_arrival(jitter_buffer_t *buffer, uint32_t count) {
	const jitter_buffer_configuration_t *configuration = &buffer->configuration;
	arrival_jitter_note(&buffer->jitter, buffer->now, buffer->arrived);
	buffer->arrived += count;
	buffer->longest = greater(buffer->longest, count);
	uint32_t needed = arrival_jitter_measure(&buffer->jitter) + lesser(buffer->longest, configuration->most) +
	                  configuration->rate / MARGINS_PER_SECOND;
	buffer->target = greater(configuration->least, lesser(needed, configuration->most));
}

static uint32_t limit_of(const jitter_buffer_t *buffer) {
	return lesser(buffer->target + buffer->configuration.burst, buffer->configuration.capacity);
}

uint32_t jitter_buffer_room(const jitter_buffer_t *buffer) {
	uint32_t limit = limit_of(buffer);
	return limit > buffer->count ? limit - buffer->count : 0;
}

uint32_t jitter_buffer_write(jitter_buffer_t *buffer, const void *samples, uint32_t count) {
	uint32_t before = buffer->dropped, capacity = buffer->configuration.capacity;
	const uint8_t *bytes = samples;
	if (count == 0)
		return 0;
	note_arrival(buffer, count);
	if (count > capacity) {
		uint32_t excess = count - capacity;
		buffer->dropped += excess;
		bytes += excess * sizeof(int16_t);
		count = capacity;
	}
	if (buffer->count + count > greater(limit_of(buffer), count)) {
		uint32_t kept = count < buffer->target ? buffer->target - count : 0;
		drop_oldest(buffer, buffer->count - lesser(kept, buffer->count));
	}
	for (uint32_t copied = 0; copied < count;) {
		int16_t *end = sample_at(buffer, buffer->count);
		uint32_t length = lesser(count - copied, (uint32_t)(buffer->storage + capacity - end));
		memcpy(end, bytes + copied * sizeof(int16_t), length * sizeof(int16_t));
		buffer->count += length;
		copied += length;
	}
	buffer->peak = greater(buffer->peak, buffer->count);
	return buffer->dropped - before;
}

static void begin_steering(jitter_buffer_t *buffer) {
	buffer->steered = buffer->now;
	buffer->peak = buffer->longest = 0;
}

/** Once a second: the quickest arrival, which found the most, should have found the target. */
static void steer(jitter_buffer_t *buffer) {
	int32_t rate = (int32_t)buffer->configuration.rate;
	if (buffer->now - buffer->steered < (uint32_t)rate)
		return;
	int32_t near = rate / NEARS_PER_SECOND;
	int32_t excess = buffer->peak > 0 ? (int32_t)(buffer->peak - buffer->target) : 0;
	int32_t beyond = excess > near ? excess - near : excess < -near ? excess + near : 0;
	int64_t trim = (int64_t)beyond * RATE_CONVERTER_ONE / (rate * CORRECTION_SECONDS);
	buffer->converter.trim = (int32_t)(trim > MOST_FASTER    ? MOST_FASTER
	                                   : trim < -MOST_SLOWER ? -MOST_SLOWER
	                                                         : trim);
	begin_steering(buffer);
}

static bool is_primed(jitter_buffer_t *buffer, uint32_t count) {
	if (buffer->count == 0)
		return false;
	if (buffer->count >= buffer->target)
		return true;
	buffer->waited += count;
	return buffer->waited > buffer->target;
}

static void begin_playing(jitter_buffer_t *buffer) {
	buffer->playing = buffer->heard = true;
	begin_fade(buffer);
	begin_steering(buffer);
	buffer->peak = buffer->count;
}

static void run_empty(jitter_buffer_t *buffer) {
	buffer->playing = false;
	buffer->waited = 0;
	buffer->underruns++;
	buffer->converter.trim = 0;
	begin_fade(buffer);
}

/** The next sample of sound or silence. */
static int16_t next_sample(jitter_buffer_t *buffer) {
	if (buffer->playing && buffer->count == 0)
		run_empty(buffer);
	if (!buffer->playing) {
		buffer->concealed += buffer->heard;
		return play(buffer, 0);
	}
	int16_t sample = buffer->storage[buffer->start];
	if (++buffer->start == buffer->configuration.capacity)
		buffer->start = 0;
	buffer->count--;
	return play(buffer, sample);
}

void jitter_buffer_read(jitter_buffer_t *buffer, int16_t *samples, uint32_t count) {
	rate_converter_t *converter = &buffer->converter;
	if (!buffer->playing && is_primed(buffer, count))
		begin_playing(buffer);
	else if (buffer->playing)
		steer(buffer);
	for (uint32_t index = 0; index < count; index++) {
		for (uint32_t due = rate_converter_advance(converter); due > 0; due--)
			rate_converter_push(converter, next_sample(buffer));
		samples[index] = rate_converter_sample(converter);
	}
	buffer->now += count;
}

int32_t jitter_buffer_speed(const jitter_buffer_t *buffer) {
	return (int32_t)((int64_t)buffer->converter.trim * 1000000 / RATE_CONVERTER_ONE);
}

void jitter_buffer_clear(jitter_buffer_t *buffer) {
	buffer->dropped += buffer->count;
	buffer->start = buffer->count = buffer->waited = 0;
	buffer->playing = buffer->heard = false;
	buffer->fading = 0;
	buffer->last = 0;
	buffer->converter = (rate_converter_t){0};
}
