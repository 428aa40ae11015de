/** The part of ESP-IDF v6.0's esp_log_timestamp.h that the drivers use. */
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

uint32_t esp_log_timestamp(void);

#ifdef __cplusplus
}
#endif
