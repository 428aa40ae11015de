#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include "esp_log.h"
#include "esp_timer.h"

#define MAXIMUM_TAGS 32

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct {
	char tag[32];
	esp_log_level_t level;
} tags[MAXIMUM_TAGS];
static size_t tag_count;
static esp_log_level_t default_level = CONFIG_LOG_DEFAULT_LEVEL;

static int print_to_standard_error(const char *format, va_list arguments) {
	return vfprintf(stderr, format, arguments);
}

static vprintf_like_t print = print_to_standard_error;

static esp_log_level_t level_of(const char *tag) {
	for (size_t i = 0; i < tag_count; i++)
		if (strncmp(tags[i].tag, tag, sizeof tags[i].tag - 1) == 0)
			return tags[i].level;
	return default_level;
}

void esp_log_level_set(const char *tag, esp_log_level_t level) {
	pthread_mutex_lock(&lock);
	if (strcmp(tag, "*") == 0) {
		default_level = level;
		tag_count = 0;
	} else {
		size_t i = 0;
		while (i < tag_count && strncmp(tags[i].tag, tag, sizeof tags[i].tag - 1) != 0)
			i++;
		if (i < MAXIMUM_TAGS) {
			snprintf(tags[i].tag, sizeof tags[i].tag, "%s", tag);
			tags[i].level = level;
			if (i == tag_count)
				tag_count++;
		}
	}
	pthread_mutex_unlock(&lock);
}

esp_log_level_t esp_log_level_get(const char *tag) {
	pthread_mutex_lock(&lock);
	esp_log_level_t level = level_of(tag);
	pthread_mutex_unlock(&lock);
	return level;
}

uint32_t esp_log_timestamp(void) {
	return (uint32_t)(esp_timer_get_time() / 1000);
}

vprintf_like_t esp_log_set_vprintf(vprintf_like_t func) {
	pthread_mutex_lock(&lock);
	vprintf_like_t former = print;
	print = func;
	pthread_mutex_unlock(&lock);
	return former;
}

void esp_log_writev(esp_log_level_t level, const char *tag, const char *format, va_list args) {
	pthread_mutex_lock(&lock);
	if (level <= level_of(tag))
		print(format, args);
	pthread_mutex_unlock(&lock);
}

void esp_log_write(esp_log_level_t level, const char *tag, const char *format, ...) {
	va_list arguments;
	va_start(arguments, format);
	esp_log_writev(level, tag, format, arguments);
	va_end(arguments);
}
