#ifndef JITTER_BUFFER_H
#define JITTER_BUFFER_H

#include <stdbool.h>
#include <stdint.h>

/**
 * Sound between a network that delivers unevenly and a speaker that never waits. All numbers are samples.
 *
 * Nothing is played before `target` samples are there, or as much time has passed since the first one came.
 * Then what comes is played in order. When nothing is left, silence is played until `target` samples are
 * there again. When there is no room the oldest sound is dropped, so that the delay falls back to `target`
 * and does not grow. Each seam is faded over `fade` samples. Not safe for two threads: the owner holds a
 * lock.
 */
typedef struct {
	int16_t *storage;
	uint32_t capacity;
	uint32_t target;
	uint32_t fade;

	uint32_t start;
	uint32_t count;
	uint32_t waited;
	bool playing;
	bool heard;
	int16_t last;
	int16_t seam;
	uint32_t fading;

	/** Times it ran empty; samples dropped; samples of silence played after the first sound. */
	uint32_t underruns;
	uint32_t dropped;
	uint32_t concealed;
} jitter_buffer_t;

/** Makes an empty buffer on `storage`, which holds `capacity` samples; `target` is at most that. */
void jitter_buffer_initialize(
    jitter_buffer_t *buffer, int16_t *storage, uint32_t capacity, uint32_t target, uint32_t fade);

/** Appends `count` samples, at any address; returns how many were dropped to make room, the oldest of all. */
uint32_t jitter_buffer_write(jitter_buffer_t *buffer, const void *samples, uint32_t count);

/** Fills `samples` with the next `count` to be played. */
void jitter_buffer_read(jitter_buffer_t *buffer, int16_t *samples, uint32_t count);

/** Drops all sound and waits for the first, as if new; the counters go on. */
void jitter_buffer_clear(jitter_buffer_t *buffer);

#endif
