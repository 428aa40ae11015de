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

#define ESP_LOG_LEVEL_LETTER(level, letter, tag, format, ...)                                                \
	do {                                                                                                     \
		if (ESP_LOG_ENABLED(level))                                                                          \
			esp_log_write(level, tag, letter " (%" PRIu32 ") %s: " format "\n", esp_log_timestamp(), tag,    \
			    ##__VA_ARGS__);                                                                              \
	} while (0)

#define ESP_LOGE(tag, format, ...) ESP_LOG_LEVEL_LETTER(ESP_LOG_ERROR, "E", tag, format, ##__VA_ARGS__)
#define ESP_LOGW(tag, format, ...) ESP_LOG_LEVEL_LETTER(ESP_LOG_WARN, "W", tag, format, ##__VA_ARGS__)
#define ESP_LOGI(tag, format, ...) ESP_LOG_LEVEL_LETTER(ESP_LOG_INFO, "I", tag, format, ##__VA_ARGS__)
#define ESP_LOGD(tag, format, ...) ESP_LOG_LEVEL_LETTER(ESP_LOG_DEBUG, "D", tag, format, ##__VA_ARGS__)
#define ESP_LOGV(tag, format, ...) ESP_LOG_LEVEL_LETTER(ESP_LOG_VERBOSE, "V", tag, format, ##__VA_ARGS__)
