/** The part of ESP-IDF v6.0's esp_timer.h that the drivers use: the clock. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include "esp_err.h"
#include "sdkconfig.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Microseconds since the program was started (CLOCK_MONOTONIC). */
int64_t esp_timer_get_time(void);

#ifdef __cplusplus
}
#endif
