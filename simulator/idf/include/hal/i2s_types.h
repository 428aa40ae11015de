/** The part of ESP-IDF v6.0's hal/i2s_types.h that the drivers use. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "esp_bit_defs.h"
#include "soc/clk_tree_defs.h"
#include "soc/soc_caps.h"

typedef enum {
	I2S_SLOT_MODE_MONO = 1,
	I2S_SLOT_MODE_STEREO = 2,
} i2s_slot_mode_t;

typedef enum {
	I2S_DIR_RX = BIT(0),
	I2S_DIR_TX = BIT(1),
} i2s_dir_t;

typedef enum {
	I2S_ROLE_MASTER,
	I2S_ROLE_SLAVE,
} i2s_role_t;

typedef enum {
	I2S_DATA_BIT_WIDTH_8BIT = 8,
	I2S_DATA_BIT_WIDTH_16BIT = 16,
	I2S_DATA_BIT_WIDTH_24BIT = 24,
	I2S_DATA_BIT_WIDTH_32BIT = 32,
} i2s_data_bit_width_t;

typedef enum {
	I2S_SLOT_BIT_WIDTH_AUTO = (0),
	I2S_SLOT_BIT_WIDTH_8BIT = (8),
	I2S_SLOT_BIT_WIDTH_16BIT = (16),
	I2S_SLOT_BIT_WIDTH_24BIT = (24),
	I2S_SLOT_BIT_WIDTH_32BIT = (32),
} i2s_slot_bit_width_t;

typedef soc_periph_i2s_clk_src_t i2s_clock_src_t;

typedef enum {
	I2S_STD_SLOT_LEFT = BIT(0),
	I2S_STD_SLOT_RIGHT = BIT(1),
	I2S_STD_SLOT_BOTH = BIT(0) | BIT(1),
} i2s_std_slot_mask_t;
