#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "frame-pacer.h"
#include "jpeg-frame.h"
#include "measures.h"
#include "parts.h"

#define CHUNK_SAMPLES (CHUNK / 2)
/** What the speaker's task plays at a time. */
#define PLAYED_SAMPLES (RATE / 100)

/** What is computed has to be used, or the compiler leaves it out. */
static volatile uint32_t used;

static void print_work(int64_t begin, double units) {
	printf("{\"task\":%lld,\"units\":%.6f}\n", (long long)(cpu_time(CLOCK_THREAD_CPUTIME_ID) - begin), units);
}

static void make_tone(int16_t *samples, size_t count) {
	for (size_t index = 0; index < count; index++)
		samples[index] = (int16_t)((index * 997) % 20000 - 10000);
}

void work_of_microphone(unsigned times) {
	static uint8_t storage[8 * CHUNK];
	int16_t samples[CHUNK_SAMPLES];
	ring_t ring;
	ring_initialize(&ring, storage, sizeof storage);
	make_tone(samples, CHUNK_SAMPLES);
	int64_t begin = cpu_time(CLOCK_THREAD_CPUTIME_ID);
	for (unsigned time = 0; time < times; time++) {
		used += sound_level_measure(samples, CHUNK_SAMPLES).power;
		ring_write(&ring, samples, CHUNK);
		ring_skip(&ring, CHUNK);
	}
	print_work(begin, (double)times * CHUNK_SAMPLES / RATE);
}

void work_of_speaker(unsigned times) {
	static int16_t storage[16 * PLAYED_SAMPLES];
	int16_t samples[PLAYED_SAMPLES];
	jitter_buffer_t jitter;
	const jitter_buffer_configuration_t configuration = {.capacity = 16 * PLAYED_SAMPLES,
	    .least = 4 * PLAYED_SAMPLES,
	    .most = 8 * PLAYED_SAMPLES,
	    .burst = 8 * PLAYED_SAMPLES,
	    .fade = PLAYED_SAMPLES / 2,
	    .rate = RATE};
	jitter_buffer_initialize(&jitter, storage, &configuration);
	make_tone(samples, PLAYED_SAMPLES);
	for (int portion = 0; portion < 6; portion++)
		jitter_buffer_write(&jitter, samples, PLAYED_SAMPLES);
	int64_t begin = cpu_time(CLOCK_THREAD_CPUTIME_ID);
	for (unsigned time = 0; time < times; time++) {
		jitter_buffer_write(&jitter, samples, PLAYED_SAMPLES);
		jitter_buffer_read(&jitter, samples, PLAYED_SAMPLES);
		used += sound_level_measure(samples, PLAYED_SAMPLES).power;
	}
	print_work(begin, (double)times * PLAYED_SAMPLES / RATE);
}

/** A copy of a frame, to be freed. */
static uint8_t *copy_frame(size_t *length) {
	observer_t observer = {0};
	ov2640_core_t *core = camera_create(&observer);
	ov2640_frame_t frame;
	camera_start_and_wait(core, &observer);
	while (!ov2640_core_lend(core, &frame))
		sleep_milliseconds(1);
	uint8_t *copy = malloc(frame.length);
	if (copy == NULL)
		exit(1);
	memcpy(copy, frame.buffer->buf, frame.length);
	*length = frame.length;
	ov2640_core_return(core);
	camera_close(core);
	return copy;
}

void work_of_camera(unsigned times) {
	size_t length;
	uint8_t *frame = copy_frame(&length);
	frame_pacer_t pacer;
	frame_pacer_set(&pacer, 0);
	int64_t begin = cpu_time(CLOCK_THREAD_CPUTIME_ID);
	for (unsigned time = 0; time < times; time++)
		used += frame_pacer_accepts(&pacer, time) ? (uint32_t)jpeg_frame_length(frame, length) : 0;
	print_work(begin, times);
	free(frame);
}
