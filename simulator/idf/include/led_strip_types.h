/** The part of led_strip 3.0's led_strip_types.h that the drivers use. */
#pragma once

#include <stdint.h>

typedef struct led_strip_t *led_strip_handle_t;

typedef enum {
	LED_MODEL_WS2812,
	LED_MODEL_SK6812,
	LED_MODEL_WS2811,
	LED_MODEL_WS2816,
	LED_MODEL_INVALID,
} led_model_t;

typedef union {
	struct format_layout {
		uint32_t r_pos : 2;
		uint32_t g_pos : 2;
		uint32_t b_pos : 2;
		uint32_t w_pos : 2;
		uint32_t reserved : 19;
		uint32_t bytes_per_color : 2;
		uint32_t num_components : 3;
	} format;
	uint32_t format_id;
} led_color_component_format_t;

#define LED_STRIP_COLOR_COMPONENT_FMT_GRB                                                                    \
	(led_color_component_format_t) {                                                                         \
		.format = {                                                                                          \
			.r_pos = 1,                                                                                      \
			.g_pos = 0,                                                                                      \
			.b_pos = 2,                                                                                      \
			.w_pos = 3,                                                                                      \
			.reserved = 0,                                                                                   \
			.bytes_per_color = 1,                                                                            \
			.num_components = 3                                                                              \
		}                                                                                                    \
	}
#define LED_STRIP_COLOR_COMPONENT_FMT_RGB                                                                    \
	(led_color_component_format_t) {                                                                         \
		.format = {                                                                                          \
			.r_pos = 0,                                                                                      \
			.g_pos = 1,                                                                                      \
			.b_pos = 2,                                                                                      \
			.w_pos = 3,                                                                                      \
			.reserved = 0,                                                                                   \
			.bytes_per_color = 1,                                                                            \
			.num_components = 3                                                                              \
		}                                                                                                    \
	}

typedef struct {
	int strip_gpio_num;
	uint32_t max_leds;
	led_model_t led_model;
	led_color_component_format_t color_component_format;
	struct led_strip_extra_flags {
		uint32_t invert_out : 1;
	} flags;
} led_strip_config_t;
