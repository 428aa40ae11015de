/** The part of ESP-IDF v6.0's nvs_flash.h that the firmware uses. */
#pragma once

#include "nvs.h"

#ifdef __cplusplus
extern "C" {
#endif

esp_err_t nvs_flash_init(void);
esp_err_t nvs_flash_deinit(void);

#ifdef __cplusplus
}
#endif
