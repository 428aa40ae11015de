#include "es8311-core.h"

#include "esp_heap_caps.h"

/** The ring holds about this much sound: what JavaScript may be late by before sound is lost. */
#define RING_MILLISECONDS 300
#define RING_MINIMUM_CHUNKS 4

/** The jitter buffer's depth follows the jitter up to this much, and holds so much more, for a sender that
 * sends in bursts. */
#define MOST_DEPTH_MILLISECONDS 200
#define BURST_MILLISECONDS 200
#define FADE_MILLISECONDS 4

static uint32_t samples_of(const es8311_configuration_t *configuration, uint32_t milliseconds) {
	return (uint32_t)configuration->pins.sampleRate * milliseconds / 1000;
}

static size_t chunk_size(const es8311_core_t *core) {
	size_t channels = core->configuration.pins.reference ? 2 : 1;
	return sizeof(es8311_chunk_t) + channels * core->configuration.bytesPerMessage;
}

static void *allocate_outside(size_t size) {
	return heap_caps_malloc_prefer(size, 2, MALLOC_CAP_SPIRAM | MALLOC_CAP_8BIT, MALLOC_CAP_8BIT);
}

static void *allocate_inside(size_t size) {
	return heap_caps_calloc(1, size, MALLOC_CAP_INTERNAL | MALLOC_CAP_8BIT);
}

static void destroy(driver_shared_t *shared) {
	es8311_core_t *core = (es8311_core_t *)shared;
	for (int direction = 0; direction < ES8311_DIRECTIONS; direction++)
		es8311_lane_destroy(&core->lanes[direction]);
	driver_notice_destroy(&core->notice);
	es8311_hardware_destroy(&core->hardware);
	if (core->jitterLock != NULL)
		vSemaphoreDelete(core->jitterLock);
	heap_caps_free(core->ringStorage);
	heap_caps_free(core->jitterStorage);
	heap_caps_free(core->chunk);
	heap_caps_free(core->pairs);
	heap_caps_free(core->reference);
	heap_caps_free(core->playing);
	heap_caps_free(core);
}

static bool create_microphone(es8311_core_t *core) {
	uint32_t chunk = core->configuration.bytesPerMessage / sizeof(int16_t);
	uint32_t chunks = samples_of(&core->configuration, RING_MILLISECONDS) / chunk + 1;
	if (chunks < RING_MINIMUM_CHUNKS)
		chunks = RING_MINIMUM_CHUNKS;
	size_t capacity = chunks * chunk_size(core);
	core->ringStorage = allocate_outside(capacity);
	core->chunk = allocate_inside(chunk_size(core));
	ring_initialize(&core->ring, core->ringStorage, capacity);
	ducker_initialize(
	    &core->ducker, &core->configuration.ducking, (uint32_t)core->configuration.pins.sampleRate);
	if (!core->configuration.pins.reference)
		return core->ringStorage != NULL && core->chunk != NULL;
	core->pairs = allocate_inside(2 * core->configuration.bytesPerMessage);
	core->reference = allocate_outside(core->configuration.bytesPerMessage);
	return core->ringStorage != NULL && core->chunk != NULL && core->pairs != NULL && core->reference != NULL;
}

static bool create_speaker(es8311_core_t *core) {
	jitter_buffer_configuration_t jitter = {
	    .least = samples_of(&core->configuration, core->configuration.depth),
	    .most = samples_of(&core->configuration, MOST_DEPTH_MILLISECONDS),
	    .burst = samples_of(&core->configuration, BURST_MILLISECONDS),
	    .fade = samples_of(&core->configuration, FADE_MILLISECONDS),
	    .rate = (uint32_t)core->configuration.pins.sampleRate,
	};
	jitter.capacity = (jitter.least > jitter.most ? jitter.least : jitter.most) + jitter.burst;
	core->jitterLock = xSemaphoreCreateMutex();
	core->jitterStorage = allocate_outside(jitter.capacity * sizeof(int16_t));
	core->playing = allocate_inside(es8311_speaker_samples(core) * sizeof(int16_t));
	chime_initialize(&core->chime, (uint32_t)core->configuration.pins.sampleRate);
	jitter_buffer_initialize(&core->jitter, core->jitterStorage, &jitter);
	return core->jitterLock != NULL && core->jitterStorage != NULL && core->playing != NULL;
}

es8311_core_t *es8311_core_create(const es8311_configuration_t *configuration, void *machine,
    driver_notice_post_t post, uintptr_t instance) {
	es8311_core_t *core = allocate_inside(sizeof(es8311_core_t));
	if (core == NULL)
		return NULL;
	driver_shared_initialize(&core->shared, destroy);
	core->configuration = *configuration;
	atomic_init(&core->volume, configuration->volume);
	atomic_init(&core->gain, configuration->gain);
	atomic_init(&core->mute, false);
	atomic_init(&core->overruns, 0);
	atomic_init(&core->lastLoud, 0);
	atomic_init(&core->wasLoud, false);
	bool created = driver_notice_initialize(&core->notice, machine, post, instance);
	created = es8311_hardware_initialize(&core->hardware, &configuration->pins) && created;
	created = es8311_lane_initialize(&core->lanes[ES8311_INPUT], ES8311_INPUT, &core->hardware, &core->notice,
	              &core->shared, es8311_microphone_run) &&
	          created;
	created = es8311_lane_initialize(&core->lanes[ES8311_OUTPUT], ES8311_OUTPUT, &core->hardware,
	              &core->notice, &core->shared, es8311_speaker_run) &&
	          created;
	if (created && create_microphone(core) && create_speaker(core))
		return core;
	driver_shared_release(&core->shared);
	return NULL;
}

static driver_part_t *part_of(es8311_core_t *core) {
	return &es8311_parts[core->configuration.pins.i2sPort];
}

bool es8311_core_is_started(es8311_core_t *core, es8311_direction_t direction) {
	return es8311_lane_is_started(&core->lanes[direction]);
}

es8311_start_t es8311_core_start(es8311_core_t *core, es8311_direction_t direction) {
	if (!driver_part_reserve(part_of(core), core))
		return ES8311_IN_USE;
	if (es8311_lane_start(&core->lanes[direction], &core->configuration.tasks[direction]))
		return ES8311_STARTED;
	es8311_core_stop(core, direction);
	return ES8311_NO_MEMORY;
}

void es8311_core_stop(es8311_core_t *core, es8311_direction_t direction) {
	es8311_lane_stop(&core->lanes[direction]);
	if (direction == ES8311_OUTPUT) {
		xSemaphoreTake(core->jitterLock, portMAX_DELAY);
		jitter_buffer_clear(&core->jitter);
		chime_stop(&core->chime);
		xSemaphoreGive(core->jitterLock);
	}
	if (!es8311_core_is_started(core, ES8311_INPUT) && !es8311_core_is_started(core, ES8311_OUTPUT))
		driver_part_unreserve(part_of(core), core);
}

void es8311_core_close(es8311_core_t *core, uint32_t milliseconds) {
	driver_notice_close(&core->notice);
	for (int direction = 0; direction < ES8311_DIRECTIONS; direction++) {
		es8311_core_stop(core, direction);
		driver_task_end(&core->lanes[direction].task);
	}
	TickType_t begin = xTaskGetTickCount();
	for (int direction = 0; direction < ES8311_DIRECTIONS; direction++) {
		uint32_t passed = pdTICKS_TO_MS(xTaskGetTickCount() - begin);
		driver_task_join(&core->lanes[direction].task, passed < milliseconds ? milliseconds - passed : 0);
	}
	driver_shared_release(&core->shared);
}

/** Chunks of an earlier session can still be in the ring, and come in while the task has not noticed. */
static uint32_t drop_stale(es8311_core_t *core) {
	uint32_t session = driver_session_number(&core->lanes[ES8311_INPUT].session);
	es8311_chunk_t chunk;
	while (ring_peek(&core->ring, &chunk, sizeof chunk) && chunk.session != session)
		ring_skip(&core->ring, chunk_size(core));
	return (uint32_t)(ring_readable(&core->ring) / chunk_size(core));
}

uint32_t es8311_core_readable(es8311_core_t *core) {
	return drop_stale(core);
}

bool es8311_core_read(es8311_core_t *core, es8311_chunk_t *chunk, void *bytes) {
	uint32_t length = core->configuration.bytesPerMessage;
	if (drop_stale(core) == 0)
		return false;
	ring_read(&core->ring, chunk, sizeof *chunk);
	ring_read(&core->ring, bytes, length);
	if (core->reference != NULL)
		ring_read(&core->ring, core->reference, length);
	return true;
}

uint32_t es8311_core_skip(es8311_core_t *core, uint32_t chunks) {
	uint32_t readable = drop_stale(core);
	if (chunks > readable)
		chunks = readable;
	ring_skip(&core->ring, chunks * chunk_size(core));
	return chunks;
}

uint32_t es8311_core_write(es8311_core_t *core, const void *samples, uint32_t count) {
	xSemaphoreTake(core->jitterLock, portMAX_DELAY);
	uint32_t dropped = count;
	if (es8311_core_is_started(core, ES8311_OUTPUT))
		dropped = jitter_buffer_write(&core->jitter, samples, count);
	else
		core->jitter.dropped += count;
	xSemaphoreGive(core->jitterLock);
	return dropped;
}

uint32_t es8311_core_chime(es8311_core_t *core, chime_sound_t sound, int volume) {
	xSemaphoreTake(core->jitterLock, portMAX_DELAY);
	uint32_t milliseconds = chime_start(&core->chime, sound, volume);
	xSemaphoreGive(core->jitterLock);
	return milliseconds;
}

uint32_t es8311_core_writable(es8311_core_t *core) {
	xSemaphoreTake(core->jitterLock, portMAX_DELAY);
	uint32_t writable = jitter_buffer_room(&core->jitter);
	xSemaphoreGive(core->jitterLock);
	return writable;
}

es8311_stats_t es8311_core_stats(es8311_core_t *core) {
	xSemaphoreTake(core->jitterLock, portMAX_DELAY);
	es8311_stats_t stats = {
	    .overruns = atomic_load_explicit(&core->overruns, memory_order_relaxed),
	    .underruns = core->jitter.underruns,
	    .dropped = core->jitter.dropped,
	    .concealed = core->jitter.concealed,
	    .depth = core->jitter.count * 1000.0 / core->configuration.pins.sampleRate,
	    .target = core->jitter.target * 1000.0 / core->configuration.pins.sampleRate,
	    .speed = jitter_buffer_speed(&core->jitter),
	};
	xSemaphoreGive(core->jitterLock);
	for (int direction = 0; direction < ES8311_DIRECTIONS; direction++) {
		es8311_lane_t *lane = &core->lanes[direction];
		stats.levels[direction] =
		    sound_level_decibels_of_power(atomic_load_explicit(&lane->power, memory_order_relaxed));
		stats.peaks[direction] =
		    sound_level_decibels_of_peak(atomic_load_explicit(&lane->peak, memory_order_relaxed));
		stats.stacks[direction] = driver_task_stack_left(&lane->task);
	}
	return stats;
}
