#ifndef ES8311_CORE_H
#define ES8311_CORE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chime.h"
#include "driver-notice.h"
#include "driver-task.h"
#include "ducker.h"
#include "es8311-hardware.h"
#include "es8311-lane.h"
#include "jitter-buffer.h"
#include "ring.h"

typedef struct {
	es8311_pins_t pins;
	/** The size of a microphone chunk, whole samples. */
	uint32_t bytesPerMessage;
	/** What is collected before it is played, at least, in milliseconds. */
	uint32_t depth;
	int volume;
	int gain;
	bool ducks;
	ducker_configuration_t ducking;
	driver_task_configuration_t tasks[ES8311_DIRECTIONS];
} es8311_configuration_t;

/** What is known of a chunk; its samples follow it, and those of the reference follow them. */
typedef struct {
	int64_t captureTime;
	uint32_t sequence;
	uint32_t session;
} es8311_chunk_t;

/** Counters and levels; see ES8311Stats in es8311.ts. */
typedef struct {
	uint32_t overruns;
	uint32_t underruns;
	uint32_t dropped;
	uint32_t concealed;
	double depth;
	double target;
	int32_t speed;
	double levels[ES8311_DIRECTIONS];
	double peaks[ES8311_DIRECTIONS];
	uint32_t stacks[ES8311_DIRECTIONS];
} es8311_stats_t;

typedef enum { ES8311_STARTED, ES8311_IN_USE, ES8311_NO_MEMORY } es8311_start_t;

/** The driver without JavaScript. All functions are for JavaScript's thread. */
typedef struct es8311_core {
	driver_shared_t shared;
	es8311_configuration_t configuration;
	driver_notice_t notice;
	es8311_hardware_t hardware;
	es8311_lane_t lanes[ES8311_DIRECTIONS];
	atomic_int volume;
	atomic_int gain;
	atomic_bool mute;

	ring_t ring;
	uint8_t *ringStorage;
	es8311_chunk_t *chunk;
	/** With a reference: what the codec delivers, by turns; and the reference of the chunk last read. */
	int16_t *pairs;
	int16_t *reference;
	ducker_t ducker;
	/** When the speaker was last heard to be loud, in ticks, and whether it ever was. */
	atomic_uint_least32_t lastLoud;
	atomic_bool wasLoud;
	uint32_t sequence;
	atomic_uint_least32_t overruns;

	SemaphoreHandle_t jitterLock;
	jitter_buffer_t jitter;
	/** Mixed with what the jitter buffer has; its lock is this one's, too. */
	chime_t chime;
	int16_t *jitterStorage;
	int16_t *playing;
} es8311_core_t;

/** Opens no hardware. Returns NULL when there is no memory. */
es8311_core_t *es8311_core_create(const es8311_configuration_t *configuration, void *machine,
    driver_notice_post_t post, uintptr_t instance);

/**
 * Stops both directions and gives the core up. Waits for its tasks at most so many milliseconds in all; a
 * task that needs longer finishes alone.
 */
void es8311_core_close(es8311_core_t *core, uint32_t milliseconds);

es8311_start_t es8311_core_start(es8311_core_t *core, es8311_direction_t direction);
void es8311_core_stop(es8311_core_t *core, es8311_direction_t direction);
bool es8311_core_is_started(es8311_core_t *core, es8311_direction_t direction);

/** How many chunks wait. */
uint32_t es8311_core_readable(es8311_core_t *core);

/**
 * Copies the oldest chunk, `bytesPerMessage` bytes, and keeps its reference for `reference`; returns false
 * when none waits.
 */
bool es8311_core_read(es8311_core_t *core, es8311_chunk_t *chunk, void *bytes);

/** Drops the oldest chunks; returns how many. */
uint32_t es8311_core_skip(es8311_core_t *core, uint32_t chunks);

/** Gives samples to the speaker; returns how many were dropped. */
uint32_t es8311_core_write(es8311_core_t *core, const void *samples, uint32_t count);

/**
 * Has the speaker play a built-in sound, beside what is written; until the speaker is stopped. Returns how
 * long it is, in milliseconds.
 */
uint32_t es8311_core_chime(es8311_core_t *core, chime_sound_t sound, int volume);

/** How many samples can be written without a drop. */
uint32_t es8311_core_writable(es8311_core_t *core);

es8311_stats_t es8311_core_stats(es8311_core_t *core);

/** The tasks' work, in es8311-microphone.c and es8311-speaker.c. */
void es8311_microphone_run(driver_shared_t *shared);
void es8311_speaker_run(driver_shared_t *shared);

/** How many samples the speaker's task moves at a time. */
uint32_t es8311_speaker_samples(const es8311_core_t *core);

#endif
