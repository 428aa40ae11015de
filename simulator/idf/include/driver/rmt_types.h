/** The part of ESP-IDF v6.0's driver/rmt_types.h that led_strip needs. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "hal/gpio_types.h"
#include "hal/rmt_types.h"
