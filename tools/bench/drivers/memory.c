#include <stdio.h>

#include "esp_heap_caps.h"
#include "esp_log.h"
#include "measures.h"
#include "parts.h"

#define SMALL_STACK 1024
#define EXTRA_STACK 32768

typedef struct {
	size_t internal;
	size_t psram;
} memory_t;

static memory_t memory_free(void) {
	/* Any thread that blocks is a task for the kernel: let that of this thread be made before. */
	xTaskGetCurrentTaskHandle();
	return (memory_t){
	    heap_caps_get_free_size(MALLOC_CAP_INTERNAL), heap_caps_get_free_size(MALLOC_CAP_SPIRAM)};
}

static memory_t memory_least_free(void) {
	return (memory_t){heap_caps_get_minimum_free_size(MALLOC_CAP_INTERNAL),
	    heap_caps_get_minimum_free_size(MALLOC_CAP_SPIRAM)};
}

static void print_memory(const char *name, memory_t before, memory_t now) {
	printf(",\"%s\":{\"internal\":%ld,\"psram\":%ld}", name, (long)before.internal - (long)now.internal,
	    (long)before.psram - (long)now.psram);
}

static void print_task(const driver_task_configuration_t *configuration, uint32_t left) {
	printf("{\"name\":\"%s\",\"stack\":%u,\"used\":%u}", configuration->name, (unsigned)configuration->stack,
	    (unsigned)(configuration->stack + extra_stack - left));
}

/** `made` and `streaming` are what was free then. */
static void print_stages(memory_t before, memory_t made, memory_t streaming) {
	print_memory("made", before, made);
	print_memory("streaming", before, streaming);
	print_memory("most", before, memory_least_free());
}

/** The simulator's memory comes back when its threads have ended, a little after the task says that it will.
 */
static memory_t memory_after_close(void) {
	sleep_milliseconds(300);
	return memory_free();
}

void memory_of_codec(unsigned seconds) {
	observer_t observer = {0};
	memory_t before = memory_free();
	es8311_core_t *core = codec_create(&observer);
	memory_t made = memory_free();
	codec_start(core, ES8311_INPUT, &observer);
	codec_start(core, ES8311_OUTPUT, &observer);
	for (unsigned passed = 0; passed < seconds * 1000; passed += PORTION_MILLISECONDS) {
		codec_write_portion(core);
		codec_read_chunks(core);
		observer_take(&observer, &core->notice);
		sleep_milliseconds(PORTION_MILLISECONDS);
	}
	memory_t streaming = memory_free();
	es8311_stats_t stats = es8311_core_stats(core);
	printf("{\"tasks\":[");
	print_task(&codec_configuration.tasks[ES8311_INPUT], stats.stacks[ES8311_INPUT]);
	printf(",");
	print_task(&codec_configuration.tasks[ES8311_OUTPUT], stats.stacks[ES8311_OUTPUT]);
	printf("]");
	print_stages(before, made, streaming);
	codec_close(core);
	print_memory("closed", before, memory_after_close());
	printf("}\n");
}

void memory_of_camera(unsigned seconds) {
	observer_t observer = {0};
	memory_t before = memory_free();
	ov2640_core_t *core = camera_create(&observer);
	memory_t made = memory_free();
	camera_start_and_wait(core, &observer);
	for (unsigned passed = 0; passed < seconds * 1000; passed += PORTION_MILLISECONDS) {
		camera_pass_frame(core);
		observer_take(&observer, &core->notice);
		sleep_milliseconds(PORTION_MILLISECONDS);
	}
	memory_t streaming = memory_free();
	printf("{\"tasks\":[");
	print_task(&camera_configuration.task, ov2640_core_stats(core).stack);
	printf("]");
	print_stages(before, made, streaming);
	camera_close(core);
	print_memory("closed", before, memory_after_close());
	printf("}\n");
}

void memory_of_light(unsigned seconds) {
	observer_t observer = {0};
	uint8_t colors[3 * PIXELS] = {0};
	memory_t before = memory_free();
	ws2812_core_t *core = light_create(&observer);
	memory_t made = memory_free();
	for (unsigned passed = 0; passed < seconds * 1000; passed += PORTION_MILLISECONDS) {
		colors[0]++;
		ws2812_core_write(core, colors);
		sleep_milliseconds(PORTION_MILLISECONDS);
	}
	memory_t streaming = memory_free();
	printf("{\"tasks\":[");
	print_task(&light_configuration.task, driver_task_stack_left(&core->task));
	printf("]");
	print_stages(before, made, streaming);
	light_close(core);
	print_memory("closed", before, memory_after_close());
	printf("}\n");
}

static void allocate_and_log(void *parameter) {
	(void)parameter;
	heap_caps_free(heap_caps_malloc(1, MALLOC_CAP_8BIT));
	ESP_LOGW("benchmark", "%d", 1);
	vTaskDelete(NULL);
}

/** What the C library does on the stack of the first thread only is not the drivers'. */
static void enlarge_stacks(void) {
	xTaskCreatePinnedToCore(allocate_and_log, "first", SMALL_STACK, NULL, 1, NULL, tskNO_AFFINITY);
	sleep_milliseconds(100);
	extra_stack = EXTRA_STACK;
}

void stacks_of_codec(unsigned seconds) {
	enlarge_stacks();
	memory_of_codec(seconds);
}

void stacks_of_camera(unsigned seconds) {
	enlarge_stacks();
	memory_of_camera(seconds);
}

void stacks_of_light(unsigned seconds) {
	enlarge_stacks();
	memory_of_light(seconds);
}
