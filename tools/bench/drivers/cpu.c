#include <stdio.h>
#include <stdlib.h>

#include "measures.h"
#include "parts.h"

#define SETTLE_MILLISECONDS 300
#define POLL_MILLISECONDS 2

/** CPU time in nanoseconds: of the driver's task, of the calls that JavaScript would make, of the process. */
typedef struct {
	int64_t task;
	int64_t caller;
	int64_t process;
	double units;
	double bytes;
} usage_t;

static int64_t caller;
static double units, bytes;

static usage_t usage_of(clockid_t task) {
	return (usage_t){cpu_time(task), caller, cpu_time(CLOCK_PROCESS_CPUTIME_ID), units, bytes};
}

static void print_usage(usage_t before, usage_t after) {
	printf("{\"task\":%lld,\"caller\":%lld,\"process\":%lld,\"units\":%.6f,\"bytes\":%.0f}\n",
	    (long long)(after.task - before.task), (long long)(after.caller - before.caller),
	    (long long)(after.process - before.process), after.units - before.units, after.bytes - before.bytes);
}

/** Calls `serve` as JavaScript would: upon each notice or, with `every`, each so many milliseconds. */
static void serve_for(unsigned milliseconds, observer_t *observer, driver_notice_t *notice, unsigned every,
    void (*serve)(void *core), void *core) {
	int64_t end = cpu_time(CLOCK_MONOTONIC) + (int64_t)milliseconds * 1000000;
	for (int64_t next = cpu_time(CLOCK_MONOTONIC); next < end;) {
		int64_t begin = cpu_time(CLOCK_THREAD_CPUTIME_ID);
		uint32_t events = observer_take(observer, notice);
		if (every > 0 || events != 0) {
			serve(core);
			caller += cpu_time(CLOCK_THREAD_CPUTIME_ID) - begin;
		}
		next += (int64_t)(every > 0 ? every : POLL_MILLISECONDS) * 1000000;
		const struct timespec time = {.tv_sec = next / 1000000000, .tv_nsec = next % 1000000000};
		clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL);
	}
}

static void measure(unsigned seconds, observer_t *observer, driver_notice_t *notice, unsigned every,
    void (*serve)(void *core), void *core) {
	serve_for(SETTLE_MILLISECONDS, observer, notice, every, serve, core);
	usage_t before = usage_of(observer->clock);
	serve_for(seconds * 1000, observer, notice, every, serve, core);
	print_usage(before, usage_of(observer->clock));
}

static void read_chunks(void *core) {
	units += (double)codec_read_chunks(core) * CHUNK / sizeof(int16_t) / RATE;
}

static void write_portion(void *core) {
	codec_write_portion(core);
	units += PORTION_MILLISECONDS / 1000.0;
}

static void pass_frame(void *core) {
	size_t length = camera_pass_frame(core);
	bytes += (double)length;
	units += length > 0;
}

void cpu_of_microphone(unsigned seconds) {
	observer_t observer = {0};
	es8311_core_t *core = codec_create(&observer);
	codec_start(core, ES8311_INPUT, &observer);
	measure(seconds, &observer, &core->notice, 0, read_chunks, core);
	codec_close(core);
}

void cpu_of_speaker(unsigned seconds) {
	observer_t observer = {0};
	es8311_core_t *core = codec_create(&observer);
	codec_start(core, ES8311_OUTPUT, &observer);
	for (unsigned written = 0; written < codec_configuration.depth; written += PORTION_MILLISECONDS)
		codec_write_portion(core);
	measure(seconds, &observer, &core->notice, PORTION_MILLISECONDS, write_portion, core);
	codec_close(core);
}

void cpu_of_camera(unsigned seconds) {
	observer_t observer = {0};
	ov2640_core_t *core = camera_create(&observer);
	camera_start_and_wait(core, &observer);
	measure(seconds, &observer, &core->notice, 0, pass_frame, core);
	camera_close(core);
}

/** Makes `call` again and again, in this thread. */
static void measure_calls(unsigned seconds, void (*call)(void *part), void *part) {
	int64_t settled = cpu_time(CLOCK_MONOTONIC) + (int64_t)SETTLE_MILLISECONDS * 1000000;
	while (cpu_time(CLOCK_MONOTONIC) < settled)
		call(part);
	usage_t before = usage_of(CLOCK_THREAD_CPUTIME_ID);
	int64_t end = settled + (int64_t)seconds * 1000000000;
	while (cpu_time(CLOCK_MONOTONIC) < end)
		call(part);
	print_usage(before, usage_of(CLOCK_THREAD_CPUTIME_ID));
}

static void record_chunk(void *part) {
	uint8_t chunk[CHUNK];
	es8311_hardware_read(part, chunk, sizeof chunk);
	units += (double)CHUNK / sizeof(int16_t) / RATE;
}

static void play_portion(void *part) {
	/* As much as the driver's task writes at a time. */
	static int16_t samples[RATE / 100];
	es8311_hardware_write(part, samples, sizeof samples);
	units += 0.01;
}

static void take_frame(void *semaphore) {
	if (esp_camera_available_frames()) {
		camera_fb_t *frame = esp_camera_fb_get();
		units += frame != NULL;
		if (frame != NULL)
			esp_camera_fb_return(frame);
	} else {
		/* As the driver's task waits, and for as long. */
		xSemaphoreTake(semaphore, pdMS_TO_TICKS(4));
	}
}

static void measure_codec_calls(
    unsigned seconds, es8311_direction_t direction, void (*call)(void *hardware)) {
	es8311_hardware_t hardware;
	driver_fault_t fault = {0};
	if (!es8311_hardware_initialize(&hardware, &codec_configuration.pins) ||
	    es8311_hardware_open(&hardware, direction, &fault) != ES8311_OPENED) {
		fprintf(stderr, "the codec can't be opened: %s\n", fault.message);
		exit(1);
	}
	measure_calls(seconds, call, &hardware);
	es8311_hardware_close(&hardware, direction);
	es8311_hardware_destroy(&hardware);
}

void cpu_of_microphone_calls(unsigned seconds) {
	measure_codec_calls(seconds, ES8311_INPUT, record_chunk);
}

void cpu_of_speaker_calls(unsigned seconds) {
	measure_codec_calls(seconds, ES8311_OUTPUT, play_portion);
}

void cpu_of_camera_calls(unsigned seconds) {
	ov2640_sensor_t sensor = {.pins = camera_configuration.pins};
	driver_fault_t fault = {0};
	if (ov2640_sensor_open(&sensor, &camera_configuration.settings, &fault) != OV2640_OPENED) {
		fprintf(stderr, "the camera can't be opened: %s\n", fault.message);
		exit(1);
	}
	SemaphoreHandle_t never = xSemaphoreCreateBinary();
	measure_calls(seconds, take_frame, never);
	vSemaphoreDelete(never);
	ov2640_sensor_close(&sensor);
}
