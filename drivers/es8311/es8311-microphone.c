#include "es8311-core.h"
#include "esp_timer.h"

/** How long after it was handed to the DMA the speaker's sound can still be heard in a room. */
#define ECHO_MILLISECONDS 150

static void apply_gain(es8311_core_t *core, int *applied) {
	int gain = atomic_load(&core->gain);
	if (gain == *applied)
		return;
	es8311_hardware_set_gain(&core->hardware, gain);
	*applied = gain;
}

/** Records a chunk, and the reference behind it. */
static bool record_samples(es8311_core_t *core, int16_t *samples, uint32_t count) {
	if (core->pairs == NULL)
		return es8311_hardware_read(&core->hardware, samples, count * sizeof(int16_t));
	if (!es8311_hardware_read(&core->hardware, core->pairs, 2 * count * sizeof(int16_t)))
		return false;
	for (uint32_t index = 0; index < count; index++) {
		samples[index] = core->pairs[2 * index];
		samples[count + index] = core->pairs[2 * index + 1];
	}
	return true;
}

static bool hears_the_speaker(es8311_core_t *core) {
	uint32_t passed = xTaskGetTickCount() - atomic_load(&core->lastLoud);
	return atomic_load(&core->wasLoud) && pdTICKS_TO_MS(passed) < ECHO_MILLISECONDS;
}

static void record(void *context) {
	es8311_core_t *core = context;
	es8311_lane_t *lane = &core->lanes[ES8311_INPUT];
	es8311_chunk_t *chunk = core->chunk;
	int16_t *samples = (int16_t *)(chunk + 1);
	uint32_t count = core->configuration.bytesPerMessage / sizeof(int16_t);
	uint32_t length = (core->pairs == NULL ? 1 : 2) * core->configuration.bytesPerMessage;
	int64_t duration = (int64_t)count * 1000000 / core->configuration.pins.sampleRate;
	int gain = -1;
	while (es8311_lane_goes_on(lane)) {
		/* Taken before the sound is: a chunk that began before a stop must not count for the next start. */
		chunk->session = driver_session_number(&lane->session);
		apply_gain(core, &gain);
		if (!record_samples(core, samples, count)) {
			es8311_lane_stalled(lane);
			return;
		}
		chunk->captureTime = esp_timer_get_time() - duration;
		chunk->sequence = core->sequence++;
		if (core->configuration.ducks)
			ducker_apply(&core->ducker, hears_the_speaker(core), samples, count);
		es8311_lane_worked(lane, sound_level_measure(samples, count));
		if (!ring_write(&core->ring, chunk, sizeof *chunk + length))
			atomic_fetch_add_explicit(&core->overruns, 1, memory_order_relaxed);
		driver_notice_raise(&core->notice, ES8311_EVENT_READABLE);
	}
}

void es8311_microphone_run(driver_shared_t *shared) {
	es8311_core_t *core = (es8311_core_t *)shared;
	es8311_lane_run(&core->lanes[ES8311_INPUT], record, core);
}
