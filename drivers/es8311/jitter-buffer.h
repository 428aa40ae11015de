#ifndef JITTER_BUFFER_H
#define JITTER_BUFFER_H

#include <stdbool.h>
#include <stdint.h>

#include "arrival-jitter.h"
#include "rate-converter.h"

/** How a jitter buffer behaves. All numbers are samples. */
typedef struct {
	/** What the storage holds. */
	uint32_t capacity;
	/** How much is collected before it is played, at least and at most: as much as the arrival's jitter asks
	 * for. */
	uint32_t least;
	uint32_t most;
	/** What may wait beyond the target before the oldest is dropped. */
	uint32_t burst;
	/** The length of a fade. */
	uint32_t fade;
	/** Samples a second. */
	uint32_t rate;
} jitter_buffer_configuration_t;

/**
 * Sound between a network that delivers unevenly and a speaker that never waits. All numbers are samples.
 *
 * Nothing is played before `target` samples are there, or as much time has passed since the first one came.
 * Then what comes is played in order, by up to half a percent slower or one percent faster than it came, such
 * that the quickest of what arrives finds the target: two clocks never run alike, and a delay that has grown
 * shrinks again. When nothing is left, silence is played until `target` samples are there again. When more
 * than `burst` is there beyond the target the oldest sound is dropped, down to the target. Each seam is faded
 * over `fade` samples. Not safe for two threads: the owner holds a lock.
 */
typedef struct {
	jitter_buffer_configuration_t configuration;
	int16_t *storage;
	uint32_t target;

	uint32_t start;
	uint32_t count;
	uint32_t waited;
	bool playing;
	bool heard;
	int16_t last;
	int16_t seam;
	uint32_t fading;

	/** Time that has passed, and sound that has come; both wrap. */
	uint32_t now;
	uint32_t arrived;
	arrival_jitter_t jitter;
	/** The most that has been there since `steered`, and the longest piece. */
	uint32_t peak;
	uint32_t longest;
	uint32_t steered;
	rate_converter_t converter;

	/** Times it ran empty; samples dropped; samples of silence played after the first sound. */
	uint32_t underruns;
	uint32_t dropped;
	uint32_t concealed;
} jitter_buffer_t;

/** Makes an empty buffer on `storage`. */
void jitter_buffer_initialize(
    jitter_buffer_t *buffer, int16_t *storage, const jitter_buffer_configuration_t *configuration);

/** Appends `count` samples, at any address; returns how many were dropped to make room, the oldest of all. */
uint32_t jitter_buffer_write(jitter_buffer_t *buffer, const void *samples, uint32_t count);

/** How many samples can be written without a drop. */
uint32_t jitter_buffer_room(const jitter_buffer_t *buffer);

/** Fills `samples` with the next `count` to be played. */
void jitter_buffer_read(jitter_buffer_t *buffer, int16_t *samples, uint32_t count);

/** By how much faster than it came the sound is played now, in millionths; negative is slower. */
int32_t jitter_buffer_speed(const jitter_buffer_t *buffer);

/** Drops all sound and waits for the first, as if new; the counters go on. */
void jitter_buffer_clear(jitter_buffer_t *buffer);

#endif
