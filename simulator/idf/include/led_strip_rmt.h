/** led_strip 3.0's led_strip_rmt.h. */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include "driver/rmt_types.h"
#include "esp_err.h"
#include "led_strip_types.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
	rmt_clock_source_t clk_src;
	uint32_t resolution_hz;
	size_t mem_block_symbols;
	struct led_strip_rmt_extra_config {
		uint32_t with_dma : 1;
	} flags;
} led_strip_rmt_config_t;

esp_err_t led_strip_new_rmt_device(const led_strip_config_t *led_config,
    const led_strip_rmt_config_t *rmt_config, led_strip_handle_t *ret_strip);

#ifdef __cplusplus
}
#endif
