#include "faults.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "esp_log.h"
#include "esp_timer.h"

#define TAG "faults"
#define MAXIMUM_SCHEDULED 32
#define ANY UINT32_MAX

static const char *const names[FAULT_COUNT] = {
    [FAULT_I2C_NOT_ACKNOWLEDGED] = "i2c-nack",
    [FAULT_I2C_TIMEOUT] = "i2c-timeout",
    [FAULT_I2S_STALL] = "i2s-stall",
    [FAULT_CAMERA_SILENT] = "camera-silent",
    [FAULT_CAMERA_NO_START] = "camera-no-start",
    [FAULT_CAMERA_TRUNCATED] = "camera-truncated",
    [FAULT_CAMERA_PADDED] = "camera-padded",
    [FAULT_CAMERA_UNCHECKED] = "camera-unchecked",
    [FAULT_CAMERA_CORRUPT] = "camera-corrupt",
    [FAULT_ALLOCATION] = "allocation",
    [FAULT_TASK] = "task",
    [FAULT_LIGHT] = "light",
};

typedef struct {
	fault_t fault;
	uint32_t argument;
	int64_t from;
	int64_t to;
	uint32_t number;
	uint32_t seen;
} scheduled_t;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct {
	uint32_t argument;
	uint32_t skip;
	uint32_t count;
	uint32_t happened;
} state[FAULT_COUNT];
static scheduled_t scheduled[MAXIMUM_SCHEDULED];
static size_t scheduled_count;

void fault_set_for(fault_t fault, uint32_t argument, uint32_t skip, uint32_t count) {
	pthread_mutex_lock(&lock);
	state[fault].argument = argument;
	state[fault].skip = skip;
	state[fault].count = count;
	pthread_mutex_unlock(&lock);
}

void fault_set(fault_t fault, uint32_t skip, uint32_t count) {
	fault_set_for(fault, ANY, skip, count);
}

void fault_clear(fault_t fault) {
	fault_set(fault, 0, 0);
}

void fault_clear_all(void) {
	for (fault_t fault = 0; fault < FAULT_COUNT; fault++)
		fault_clear(fault);
	pthread_mutex_lock(&lock);
	scheduled_count = 0;
	pthread_mutex_unlock(&lock);
}

uint32_t fault_count(fault_t fault) {
	pthread_mutex_lock(&lock);
	uint32_t happened = state[fault].happened;
	pthread_mutex_unlock(&lock);
	return happened;
}

static bool was_set(fault_t fault, uint32_t argument) {
	if (state[fault].count == 0 || (state[fault].argument != ANY && state[fault].argument != argument))
		return false;
	if (state[fault].skip > 0) {
		state[fault].skip--;
		return false;
	}
	if (state[fault].count != FAULT_ALWAYS)
		state[fault].count--;
	return true;
}

static bool is_scheduled(fault_t fault, uint32_t argument) {
	bool result = false;
	for (size_t i = 0; i < scheduled_count; i++) {
		scheduled_t *entry = &scheduled[i];
		if (entry->fault != fault || (entry->argument != ANY && entry->argument != argument))
			continue;
		if (entry->number > 0) {
			result = ++entry->seen == entry->number || result;
		} else {
			int64_t now = esp_timer_get_time();
			result = (entry->from <= now && now < entry->to) || result;
		}
	}
	return result;
}

bool fault_happens(fault_t fault, uint32_t argument) {
	pthread_mutex_lock(&lock);
	bool set = was_set(fault, argument);
	bool result = is_scheduled(fault, argument) || set;
	if (result)
		state[fault].happened++;
	pthread_mutex_unlock(&lock);
	return result;
}

/** Reads a time such as `10s` or `1500ms`; returns what follows, NULL when it is none. */
static const char *read_time(const char *text, int64_t *microseconds) {
	char *end;
	errno = 0;
	double number = strtod(text, &end);
	if (end == text || errno != 0 || !(number >= 0) || number > 1e9)
		return NULL;
	if (strncmp(end, "ms", 2) == 0) {
		*microseconds = (int64_t)(number * 1e3);
		return end + 2;
	}
	if (*end != 's')
		return NULL;
	*microseconds = (int64_t)(number * 1e6);
	return end + 1;
}

static const char *read_number(const char *text, int base, uint32_t *number) {
	char *end;
	errno = 0;
	unsigned long value = strtoul(text, &end, base);
	if (end == text || errno != 0 || value >= UINT32_MAX)
		return NULL;
	*number = (uint32_t)value;
	return end;
}

/** Reads one entry; returns what follows, NULL when it is not understood. */
static const char *read_entry(const char *text, scheduled_t *entry) {
	size_t length = strcspn(text, ":@#,");
	entry->fault = FAULT_COUNT;
	for (fault_t fault = 0; fault < FAULT_COUNT; fault++)
		if (strlen(names[fault]) == length && strncmp(names[fault], text, length) == 0)
			entry->fault = fault;
	if (entry->fault == FAULT_COUNT)
		return NULL;
	text += length;
	if (*text == ':')
		text = read_number(text + 1, 16, &entry->argument);
	if (text != NULL && *text == '#') {
		text = read_number(text + 1, 10, &entry->number);
		return entry->number > 0 ? text : NULL;
	}
	if (text != NULL && *text == '@') {
		text = read_time(text + 1, &entry->from);
		if (text != NULL && *text == '+') {
			int64_t duration = 0;
			text = read_time(text + 1, &duration);
			entry->to = entry->from + duration;
		}
	}
	return text;
}

bool fault_read(const char *list) {
	while (*list != '\0') {
		scheduled_t entry = {.argument = ANY, .to = INT64_MAX};
		const char *rest = read_entry(list, &entry);
		if (rest == NULL || (*rest != '\0' && *rest != ',')) {
			char known[256] = "";
			for (fault_t fault = 0; fault < FAULT_COUNT; fault++)
				snprintf(known + strlen(known), sizeof known - strlen(known), "%s%s", fault == 0 ? "" : ", ",
				    names[fault]);
			ESP_LOGE(TAG,
			    "can't read \"%s\": a fault is NAME, NAME@START, NAME@START+DURATION (times as 10s or 500ms) "
			    "or NAME#NUMBER, and NAME one of %s",
			    list, known);
			return false;
		}
		pthread_mutex_lock(&lock);
		bool fits = scheduled_count < MAXIMUM_SCHEDULED;
		if (fits)
			scheduled[scheduled_count++] = entry;
		pthread_mutex_unlock(&lock);
		if (!fits) {
			ESP_LOGE(TAG, "at most %d faults can be listed; ignored from \"%s\" on", MAXIMUM_SCHEDULED, list);
			return false;
		}
		list = *rest == ',' ? rest + 1 : rest;
	}
	return true;
}

__attribute__((constructor)) static void read_environment(void) {
	const char *list = getenv("BELLTOWER_FAULTS");
	if (list != NULL)
		fault_read(list);
}
