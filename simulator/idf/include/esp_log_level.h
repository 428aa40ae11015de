/** The part of ESP-IDF v6.0's esp_log_level.h that the drivers use. */
#pragma once

#include <stdint.h>
#include "sdkconfig.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
	ESP_LOG_NONE = 0,
	ESP_LOG_ERROR = 1,
	ESP_LOG_WARN = 2,
	ESP_LOG_INFO = 3,
	ESP_LOG_DEBUG = 4,
	ESP_LOG_VERBOSE = 5,
	ESP_LOG_MAX = 6,
} esp_log_level_t;

#define ESP_LOG_LEVEL_LEN (3)
#define ESP_LOG_LEVEL_MASK ((1 << ESP_LOG_LEVEL_LEN) - 1)
#define ESP_LOG_GET_LEVEL(config) ((config)&ESP_LOG_LEVEL_MASK)

#ifndef LOG_LOCAL_LEVEL
#define LOG_LOCAL_LEVEL CONFIG_LOG_MAXIMUM_LEVEL
#endif

#define ESP_LOG_ENABLED(configs) (LOG_LOCAL_LEVEL >= ESP_LOG_GET_LEVEL(configs))

void esp_log_level_set(const char *tag, esp_log_level_t level);
esp_log_level_t esp_log_level_get(const char *tag);

#ifdef __cplusplus
}
#endif
