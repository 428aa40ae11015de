#include "microphone.h"

#include <stdlib.h>
#include "esp_log.h"
#include "resampler.h"
#include "street-sound.h"
#include "wav-reader.h"

#define TAG "microphone"

static enum { UNKNOWN, STREET, FILE_AT_RATE, FILE_CONVERTED } source;
static uint32_t rate;
static street_sound_t street;
static wav_reader_t wav;
static size_t position;
static resampler_t resampler;

static void choose_source(void) {
	const char *path = getenv("BELLTOWER_MICROPHONE");
	source = STREET;
	if (path == NULL || *path == '\0')
		return;
	char reason[256];
	if (!wav_reader_open(&wav, path, reason, sizeof reason)) {
		ESP_LOGE(TAG, "%s can't be heard: %s. The built-in sound is heard instead", path, reason);
		return;
	}
	source = FILE_AT_RATE;
	ESP_LOGI(TAG, "%s is heard: %.1f s, %" PRIu32 " Hz, %u channel%s", path, (double)wav.count / wav.rate,
	    wav.rate, wav.channels, wav.channels == 1 ? "" : "s, mixed to one");
}

/** At once, so that who named a file that can't be heard is told before anybody listens. */
__attribute__((constructor)) static void look_for_file(void) {
	if (getenv("BELLTOWER_MICROPHONE") != NULL)
		choose_source();
}

void microphone_set_rate(uint32_t new_rate) {
	if (source == UNKNOWN)
		choose_source();
	if (new_rate == rate)
		return;
	rate = new_rate;
	if (source == STREET)
		street_sound_initialize(&street, rate);
	else if (wav.rate == rate)
		source = FILE_AT_RATE;
	else {
		source = FILE_CONVERTED;
		resampler_initialize(&resampler, wav.rate, rate);
		ESP_LOGI(TAG, "converted from %" PRIu32 " to %" PRIu32 " Hz", wav.rate, rate);
	}
}

static float next_of_file(void) {
	float sample = wav_reader_sample(&wav, position);
	position = (position + 1) % wav.count;
	return sample;
}

float microphone_next(void) {
	if (source == STREET)
		return street_sound_next(&street);
	if (source == FILE_AT_RATE)
		return next_of_file();
	while (resampler_wants(&resampler) > 0)
		resampler_push(&resampler, next_of_file());
	return resampler_pull(&resampler);
}
