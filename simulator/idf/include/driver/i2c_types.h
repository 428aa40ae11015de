/** The part of ESP-IDF v6.0's driver/i2c_types.h that the drivers use. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include "hal/i2c_types.h"
#include "sdkconfig.h"
#include "soc/soc_caps.h"

typedef int i2c_port_num_t;

typedef struct i2c_master_bus_t *i2c_master_bus_handle_t;
typedef struct i2c_master_dev_t *i2c_master_dev_handle_t;
