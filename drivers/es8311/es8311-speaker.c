#include "es8311-core.h"

/** 10 ms, as long as one DMA buffer. */
#define PORTIONS_PER_SECOND 100

typedef struct {
	int volume;
	int mute;
} settings_t;

uint32_t es8311_speaker_samples(const es8311_core_t *core) {
	return (uint32_t)core->configuration.pins.sampleRate / PORTIONS_PER_SECOND;
}

static void apply_settings(es8311_core_t *core, settings_t *applied) {
	settings_t wanted = {.volume = atomic_load(&core->volume), .mute = atomic_load(&core->mute)};
	if (wanted.volume != applied->volume)
		es8311_hardware_set_volume(&core->hardware, wanted.volume);
	if (wanted.mute != applied->mute)
		es8311_hardware_set_mute(&core->hardware, wanted.mute);
	*applied = wanted;
}

/** Takes the next samples; returns whether what is left is less than the target. */
static bool take_samples(es8311_core_t *core, uint32_t samples) {
	xSemaphoreTake(core->jitterLock, portMAX_DELAY);
	jitter_buffer_read(&core->jitter, core->playing, samples);
	chime_mix(&core->chime, core->playing, samples);
	bool wants = core->jitter.count < core->jitter.target;
	xSemaphoreGive(core->jitterLock);
	return wants;
}

static void note_loudness(es8311_core_t *core, sound_level_t level) {
	if (!ducker_is_loud(&core->ducker, level.power))
		return;
	atomic_store(&core->lastLoud, xTaskGetTickCount());
	atomic_store(&core->wasLoud, true);
}

static void play(void *context) {
	es8311_core_t *core = context;
	es8311_lane_t *lane = &core->lanes[ES8311_OUTPUT];
	uint32_t samples = es8311_speaker_samples(core);
	settings_t settings = {.volume = -1, .mute = -1};
	bool wanted = false;
	while (es8311_lane_goes_on(lane)) {
		bool wants = take_samples(core, samples);
		if (wants && !wanted)
			driver_notice_raise(&core->notice, ES8311_EVENT_WRITABLE);
		wanted = wants;
		apply_settings(core, &settings);
		sound_level_t level = sound_level_measure(core->playing, samples);
		note_loudness(core, level);
		if (!es8311_hardware_write(&core->hardware, core->playing, samples * sizeof(int16_t))) {
			es8311_lane_stalled(lane);
			return;
		}
		es8311_lane_worked(lane, level);
	}
}

void es8311_speaker_run(driver_shared_t *shared) {
	es8311_core_t *core = (es8311_core_t *)shared;
	es8311_lane_run(&core->lanes[ES8311_OUTPUT], play, core);
}
