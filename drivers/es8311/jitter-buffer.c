#include "jitter-buffer.h"

#include <string.h>

static uint32_t lesser(uint32_t a, uint32_t b) {
	return a < b ? a : b;
}

static int16_t *sample_at(jitter_buffer_t *buffer, uint32_t index) {
	uint32_t at = buffer->start + index;
	return buffer->storage + (at >= buffer->capacity ? at - buffer->capacity : at);
}

static int16_t mix(int16_t from, int16_t to, uint32_t step, uint32_t steps) {
	int32_t weighted = (int32_t)from * (int32_t)(steps - step) + (int32_t)to * (int32_t)step;
	return (int16_t)(weighted / (int32_t)steps);
}

/** What is played next begins where what was played last ended, whatever follows. */
static void begin_fade(jitter_buffer_t *buffer) {
	buffer->seam = buffer->last;
	buffer->fading = buffer->fade;
}

static int16_t play(jitter_buffer_t *buffer, int16_t sample) {
	if (buffer->fading > 0) {
		sample = mix(sample, buffer->seam, buffer->fading, buffer->fade + 1);
		buffer->fading--;
	}
	return buffer->last = sample;
}

/** Drops the oldest `count` samples, and fades from what would have been played to what will be. */
static void drop_oldest(jitter_buffer_t *buffer, uint32_t count) {
	uint32_t steps = lesser(buffer->fade, lesser(count, buffer->count - count));
	if (steps == 0)
		begin_fade(buffer);
	for (uint32_t step = 0; step < steps; step++) {
		int16_t *kept = sample_at(buffer, count + step);
		*kept = mix(*sample_at(buffer, step), *kept, step, steps);
	}
	buffer->start = (buffer->start + count) % buffer->capacity;
	buffer->count -= count;
	buffer->dropped += count;
}

void jitter_buffer_initialize(
    jitter_buffer_t *buffer, int16_t *storage, uint32_t capacity, uint32_t target, uint32_t fade) {
	*buffer = (jitter_buffer_t){
	    .storage = storage, .capacity = capacity, .target = lesser(target, capacity), .fade = fade};
}

uint32_t jitter_buffer_write(jitter_buffer_t *buffer, const void *samples, uint32_t count) {
	uint32_t before = buffer->dropped;
	const uint8_t *bytes = samples;
	if (count > buffer->capacity) {
		uint32_t excess = count - buffer->capacity;
		buffer->dropped += excess;
		bytes += excess * sizeof(int16_t);
		count = buffer->capacity;
	}
	if (buffer->count + count > buffer->capacity) {
		uint32_t kept = count < buffer->target ? buffer->target - count : 0;
		drop_oldest(buffer, buffer->count - lesser(kept, buffer->count));
	}
	for (uint32_t copied = 0; copied < count;) {
		int16_t *end = sample_at(buffer, buffer->count);
		uint32_t length = lesser(count - copied, (uint32_t)(buffer->storage + buffer->capacity - end));
		memcpy(end, bytes + copied * sizeof(int16_t), length * sizeof(int16_t));
		buffer->count += length;
		copied += length;
	}
	return buffer->dropped - before;
}

static bool is_primed(jitter_buffer_t *buffer, uint32_t count) {
	if (buffer->count == 0)
		return false;
	if (buffer->count >= buffer->target)
		return true;
	buffer->waited += count;
	return buffer->waited > buffer->target;
}

void jitter_buffer_read(jitter_buffer_t *buffer, int16_t *samples, uint32_t count) {
	if (!buffer->playing && is_primed(buffer, count)) {
		buffer->playing = buffer->heard = true;
		begin_fade(buffer);
	}
	uint32_t sound = buffer->playing ? lesser(count, buffer->count) : 0;
	for (uint32_t index = 0; index < sound; index++)
		samples[index] = play(buffer, *sample_at(buffer, index));
	buffer->start = (buffer->start + sound) % buffer->capacity;
	buffer->count -= sound;
	if (sound == count)
		return;
	if (buffer->playing) {
		buffer->playing = false;
		buffer->waited = 0;
		buffer->underruns++;
		begin_fade(buffer);
	}
	for (uint32_t index = sound; index < count; index++)
		samples[index] = play(buffer, 0);
	if (buffer->heard)
		buffer->concealed += count - sound;
}

void jitter_buffer_clear(jitter_buffer_t *buffer) {
	buffer->dropped += buffer->count;
	buffer->start = buffer->count = buffer->waited = 0;
	buffer->playing = buffer->heard = false;
	buffer->fading = 0;
	buffer->last = 0;
}
