/** The part of ESP-IDF v6.0's esp_log.h that the drivers use: version 1 of its format, `I (1234) tag:
 * message`. */
#pragma once

#include <inttypes.h>
#include <stdarg.h>
#include <stdint.h>
#include "sdkconfig.h"
#include "esp_log_level.h"
#include "esp_log_timestamp.h"
#include "esp_log_write.h"

#define ESP_LOG_LEVEL(configs, tag, format, ...)                                                             \
	esp_log_write((esp_log_level_t)ESP_LOG_GET_LEVEL(configs), tag, "%c (%" PRIu32 ") %s: " format "\n",     \
	    "NEWIDV"[ESP_LOG_GET_LEVEL(configs)], esp_log_timestamp(), tag, ##__VA_ARGS__)

#define ESP_LOG_LEVEL_LOCAL(configs, tag, format, ...)                                                       \
	do {                                                                                                     \
		if (ESP_LOG_ENABLED(configs))                                                                        \
			ESP_LOG_LEVEL(configs, tag, format, ##__VA_ARGS__);                                              \
	} while (0)

#define ESP_LOGE(tag, format, ...) ESP_LOG_LEVEL_LOCAL(ESP_LOG_ERROR, tag, format, ##__VA_ARGS__)
#define ESP_LOGW(tag, format, ...) ESP_LOG_LEVEL_LOCAL(ESP_LOG_WARN, tag, format, ##__VA_ARGS__)
#define ESP_LOGI(tag, format, ...) ESP_LOG_LEVEL_LOCAL(ESP_LOG_INFO, tag, format, ##__VA_ARGS__)
#define ESP_LOGD(tag, format, ...) ESP_LOG_LEVEL_LOCAL(ESP_LOG_DEBUG, tag, format, ##__VA_ARGS__)
#define ESP_LOGV(tag, format, ...) ESP_LOG_LEVEL_LOCAL(ESP_LOG_VERBOSE, tag, format, ##__VA_ARGS__)
