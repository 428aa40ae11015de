#include "parts.h"

#include <stdio.h>
#include <stdlib.h>

#define CLOSE_MILLISECONDS 5000
#define TONE_PERIOD 36
#define TONE_LEVEL 8000

const es8311_configuration_t codec_configuration = {
    .pins = {.i2cPort = 1,
        .i2cData = 4,
        .i2cClock = 5,
        .i2cAddress = 0x18,
        .i2sPort = 0,
        .masterClock = 1,
        .bitClock = 41,
        .wordSelect = 14,
        .dataIn = 47,
        .dataOut = 21,
        .amplifier = 42,
        .sampleRate = RATE},
    .bytesPerMessage = CHUNK,
    .depth = 60,
    .volume = 70,
    .gain = 24,
    .tasks = {{"microphone", 4096, 10, tskNO_AFFINITY}, {"speaker", 4096, 11, tskNO_AFFINITY}},
};

const ov2640_configuration_t camera_configuration = {
    .pins = {.powerDown = OV2640_NO_PIN,
        .reset = OV2640_NO_PIN,
        .masterClock = 15,
        .data = {11, 9, 8, 10, 12, 18, 17, 16},
        .vsync = 6,
        .href = 7,
        .pixelClock = 13,
        .i2cData = 4,
        .i2cClock = 5,
        .i2cPort = 1,
        .masterClockFrequency = 20000000},
    .settings = {.frameSize = FRAMESIZE_VGA, .quality = 12},
    .silence = 4000,
    .task = {"camera", 8192, 6, tskNO_AFFINITY},
};

const ws2812_configuration_t light_configuration = {
    .pin = 48,
    .length = PIXELS,
    .bus = WS2812_BUS_RMT,
    .maximumCurrent = 300,
    .task = {"light", 3072, 5, tskNO_AFFINITY},
};

uint32_t extra_stack;

static void *need(void *made, const char *what) {
	if (made == NULL) {
		fprintf(stderr, "no memory for the %s\n", what);
		exit(1);
	}
	return made;
}

es8311_core_t *codec_create(observer_t *observer) {
	es8311_configuration_t configuration = codec_configuration;
	for (int direction = 0; direction < ES8311_DIRECTIONS; direction++)
		configuration.tasks[direction].stack += extra_stack;
	return need(es8311_core_create(&configuration, observer, observer_post, 1), "codec");
}

ov2640_core_t *camera_create(observer_t *observer) {
	ov2640_configuration_t configuration = camera_configuration;
	configuration.task.stack += extra_stack;
	return need(ov2640_core_create(&configuration, observer, observer_post, 1), "camera");
}

ws2812_core_t *light_create(observer_t *observer) {
	ws2812_configuration_t configuration = light_configuration;
	configuration.task.stack += extra_stack;
	return need(ws2812_core_create(&configuration, observer, observer_post, 1), "light");
}

void codec_start(es8311_core_t *core, es8311_direction_t direction, observer_t *observer) {
	if (es8311_core_start(core, direction) != ES8311_STARTED) {
		fprintf(stderr, "the codec can't be started\n");
		exit(1);
	}
	observer_await(
	    observer, &core->notice, direction == ES8311_INPUT ? ES8311_EVENT_READABLE : ES8311_EVENT_WRITABLE);
}

void camera_start_and_wait(ov2640_core_t *core, observer_t *observer) {
	if (ov2640_core_start(core) != OV2640_STARTED) {
		fprintf(stderr, "the camera can't be started\n");
		exit(1);
	}
	observer_await(observer, &core->notice, OV2640_EVENT_READABLE);
}

void codec_write_portion(es8311_core_t *core) {
	static unsigned phase;
	int16_t samples[PORTION];
	for (size_t index = 0; index < PORTION; index++, phase++)
		samples[index] = phase % TONE_PERIOD < TONE_PERIOD / 2 ? TONE_LEVEL : -TONE_LEVEL;
	es8311_core_write(core, samples, PORTION);
}

uint32_t codec_read_chunks(es8311_core_t *core) {
	uint8_t bytes[CHUNK];
	es8311_chunk_t chunk;
	uint32_t count = 0;
	while (es8311_core_read(core, &chunk, bytes))
		count++;
	return count;
}

size_t camera_pass_frame(ov2640_core_t *core) {
	ov2640_frame_t frame;
	if (!ov2640_core_lend(core, &frame))
		return 0;
	ov2640_core_return(core);
	return frame.length;
}

void codec_close(es8311_core_t *core) {
	es8311_core_close(core, CLOSE_MILLISECONDS);
}

void camera_close(ov2640_core_t *core) {
	ov2640_core_close(core, CLOSE_MILLISECONDS);
}

void light_close(ws2812_core_t *core) {
	ws2812_core_close(core, CLOSE_MILLISECONDS);
}
