/** The part of ESP-IDF v6.0's esp_psram.h that the drivers use. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include "esp_err.h"

#ifdef __cplusplus
extern "C" {
#endif

bool esp_psram_is_initialized(void);
size_t esp_psram_get_size(void);

#ifdef __cplusplus
}
#endif
