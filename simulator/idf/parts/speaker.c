#include "speaker.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "esp_log.h"
#include "resampler.h"
#include "wav-writer.h"

#define TAG "speaker"

/** The rate of a recording to which nothing has been played yet. */
#define USUAL_RATE 16000

static enum { UNKNOWN, SILENT, RECORDED } state;
static const char *path;
static wav_writer_t wav;
static resampler_t resampler;

static void open_file(uint32_t rate) {
	state = SILENT;
	path = getenv("BELLTOWER_SPEAKER");
	if (path == NULL || *path == '\0')
		return;
	if (!wav_writer_open(&wav, path, rate)) {
		ESP_LOGE(TAG, "%s can't be written (%s): what is played is not recorded", path, strerror(errno));
		return;
	}
	state = RECORDED;
	ESP_LOGI(TAG, "what is played is recorded to %s", path);
}

static void record(const int16_t *samples, size_t count) {
	if (state != RECORDED || wav_writer_add(&wav, samples, count))
		return;
	ESP_LOGE(TAG, "%s can't be written on (%s): the recording ends here", path, strerror(errno));
	wav_writer_close(&wav);
	state = SILENT;
}

static void record_converted(const int16_t *samples, size_t count, uint32_t rate) {
	if (resampler.input_rate != rate)
		resampler_initialize(&resampler, rate, wav.rate);
	int16_t converted[256];
	size_t filled = 0;
	for (size_t i = 0; i < count; i++) {
		resampler_push(&resampler, samples[i]);
		while (resampler_wants(&resampler) == 0) {
			converted[filled++] = (int16_t)lrintf(fmaxf(-32768, fminf(32767, resampler_pull(&resampler))));
			if (filled == sizeof converted / sizeof converted[0]) {
				record(converted, filled);
				filled = 0;
			}
		}
	}
	if (filled > 0)
		record(converted, filled);
}

/** At once, so that who named a file that can't be written is told before anything is played. */
__attribute__((constructor)) static void make_file(void) {
	if (getenv("BELLTOWER_SPEAKER") != NULL)
		open_file(USUAL_RATE);
}

void speaker_play(const int16_t *samples, size_t count, uint32_t rate) {
	if (state == UNKNOWN)
		open_file(rate);
	if (state != RECORDED)
		return;
	if (wav.bytes == 0)
		wav.rate = rate;
	if (rate == wav.rate)
		record(samples, count);
	else
		record_converted(samples, count, rate);
}
