/** The part of ESP-IDF v6.0's driver/spi_master.h that led_strip needs: its types. */
#pragma once

#include "esp_err.h"
#include "hal/spi_types.h"
