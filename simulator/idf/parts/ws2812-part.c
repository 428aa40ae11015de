#include "ws2812-part.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "driver/gpio.h"
#include "esp_log.h"
#include "simulated-clock.h"

#define TAG "ws2812"
#define MAXIMUM_PIXELS 1024
/** 24 bits of 1.25 microseconds, and the pause after which the strip shows what it was sent (datasheet). */
#define PIXEL_TIME 30
#define RESET_TIME 280

typedef struct {
	size_t count;
	uint32_t refreshes;
	uint8_t colors[MAXIMUM_PIXELS * 3];
} strip_t;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static strip_t *strips[GPIO_PIN_COUNT];

/** Called with the lock held, on the stack of a task, which is measured. */
static void write_file(const strip_t *strip) {
	static bool has_failed;
	static char next[4096];
	const char *path = getenv("BELLTOWER_LIGHT");
	if (path == NULL || *path == '\0' || has_failed)
		return;
	snprintf(next, sizeof next, "%s.new", path);
	FILE *file = fopen(next, "w");
	if (file != NULL) {
		for (size_t i = 0; i < strip->count; i++)
			fprintf(file, "%s#%02x%02x%02x", i == 0 ? "" : " ", strip->colors[i * 3],
			    strip->colors[i * 3 + 1], strip->colors[i * 3 + 2]);
		fputc('\n', file);
	}
	if (file == NULL || fclose(file) != 0 || rename(next, path) != 0) {
		ESP_LOGE(TAG, "%s can't be written (%s): the light is not shown there", path, strerror(errno));
		has_failed = true;
	}
}

void ws2812_shift(int pin, const uint8_t *colors, size_t count) {
	if (count > MAXIMUM_PIXELS)
		count = MAXIMUM_PIXELS;
	simulated_sleep_until(simulated_now() + (int64_t)count * PIXEL_TIME + RESET_TIME);
	pthread_mutex_lock(&lock);
	if (strips[pin] == NULL)
		strips[pin] = calloc(1, sizeof *strips[pin]);
	strip_t *strip = strips[pin];
	if (strip != NULL) {
		bool changes = count != strip->count || memcmp(strip->colors, colors, count * 3) != 0;
		strip->count = count;
		strip->refreshes++;
		memcpy(strip->colors, colors, count * 3);
		if (changes)
			write_file(strip);
	}
	pthread_mutex_unlock(&lock);
}

size_t ws2812_read(int pin, uint8_t *colors, size_t count) {
	pthread_mutex_lock(&lock);
	const strip_t *strip = strips[pin];
	size_t length = strip != NULL ? strip->count : 0;
	if (strip != NULL)
		memcpy(colors, strip->colors, (count < length ? count : length) * 3);
	pthread_mutex_unlock(&lock);
	return length;
}

uint32_t ws2812_refreshes(int pin) {
	pthread_mutex_lock(&lock);
	uint32_t refreshes = strips[pin] != NULL ? strips[pin]->refreshes : 0;
	pthread_mutex_unlock(&lock);
	return refreshes;
}
