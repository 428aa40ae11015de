/** led_strip 3.0's led_strip_spi.h. */
#pragma once

#include <stdint.h>
#include "driver/spi_master.h"
#include "esp_err.h"
#include "led_strip_types.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
	spi_clock_source_t clk_src;
	spi_host_device_t spi_bus;
	struct {
		uint32_t with_dma : 1;
	} flags;
} led_strip_spi_config_t;

esp_err_t led_strip_new_spi_device(const led_strip_config_t *led_config,
    const led_strip_spi_config_t *spi_config, led_strip_handle_t *ret_strip);

#ifdef __cplusplus
}
#endif
