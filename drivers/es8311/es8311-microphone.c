#include "es8311-core.h"
#include "esp_timer.h"

static void apply_gain(es8311_core_t *core, int *applied) {
	int gain = atomic_load(&core->gain);
	if (gain == *applied)
		return;
	es8311_hardware_set_gain(&core->hardware, gain);
	*applied = gain;
}

static void record(void *context) {
	es8311_core_t *core = context;
	es8311_lane_t *lane = &core->lanes[ES8311_INPUT];
	es8311_chunk_t *chunk = core->chunk;
	uint32_t length = core->configuration.bytesPerMessage;
	uint32_t samples = length / sizeof(int16_t);
	int64_t duration = (int64_t)samples * 1000000 / core->configuration.pins.sampleRate;
	int gain = -1;
	while (es8311_lane_goes_on(lane)) {
		/* Read before the sound is: a chunk that began before a stop must not count for the next start. */
		chunk->session = driver_session_number(&lane->session);
		apply_gain(core, &gain);
		if (!es8311_hardware_read(&core->hardware, chunk + 1, length)) {
			es8311_lane_stalled(lane);
			return;
		}
		chunk->captureTime = esp_timer_get_time() - duration;
		chunk->sequence = core->sequence++;
		es8311_lane_worked(lane, sound_level_measure((const int16_t *)(chunk + 1), samples));
		if (!ring_write(&core->ring, chunk, sizeof *chunk + length))
			atomic_fetch_add_explicit(&core->overruns, 1, memory_order_relaxed);
		driver_notice_raise(&core->notice, ES8311_EVENT_READABLE);
	}
}

void es8311_microphone_run(driver_shared_t *shared) {
	es8311_core_t *core = (es8311_core_t *)shared;
	es8311_lane_run(&core->lanes[ES8311_INPUT], record, core);
}
