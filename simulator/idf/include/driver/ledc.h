/** The part of ESP-IDF v6.0's driver/ledc.h that esp_camera needs: its types. */
#pragma once

#include "esp_err.h"
#include "hal/ledc_types.h"
