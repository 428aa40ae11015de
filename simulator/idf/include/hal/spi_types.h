/** The part of ESP-IDF v6.0's hal/spi_types.h that led_strip needs. */
#pragma once

#include <stdint.h>
#include "soc/clk_tree_defs.h"
#include "soc/soc_caps.h"

typedef enum {
	SPI1_HOST = 0,
	SPI2_HOST = 1,
	SPI3_HOST = 2,
	SPI_HOST_MAX,
} spi_host_device_t;

typedef soc_periph_spi_clk_src_t spi_clock_source_t;
