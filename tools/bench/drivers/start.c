#include <stdio.h>

#include "esp_timer.h"
#include "measures.h"
#include "parts.h"

/** Prints how long it takes, each time with a new instance, from the call of `start` to the task's notice
 * that there is something to read. */
static void measure(unsigned runs, int64_t (*start)(void)) {
	for (unsigned run = 0; run < runs; run++)
		printf("%s%lld", run == 0 ? "{\"microseconds\":[" : ",", (long long)start());
	printf("]}\n");
}

static int64_t start_microphone(void) {
	observer_t observer = {0};
	es8311_core_t *core = codec_create(&observer);
	int64_t begin = esp_timer_get_time();
	codec_start(core, ES8311_INPUT, &observer);
	codec_close(core);
	return observer.first - begin;
}

static int64_t start_camera(void) {
	observer_t observer = {0};
	ov2640_core_t *core = camera_create(&observer);
	int64_t begin = esp_timer_get_time();
	camera_start_and_wait(core, &observer);
	camera_close(core);
	return observer.first - begin;
}

void start_of_microphone(unsigned runs) {
	measure(runs, start_microphone);
}

void start_of_camera(unsigned runs) {
	measure(runs, start_camera);
}
