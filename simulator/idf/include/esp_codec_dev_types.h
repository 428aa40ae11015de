/** The part of esp_codec_dev 1.5's esp_codec_dev_types.h that the drivers use. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include "esp_err.h"

#define ESP_CODEC_DEV_OK (0)
#define ESP_CODEC_DEV_DRV_ERR (ESP_FAIL)
#define ESP_CODEC_DEV_INVALID_ARG (ESP_ERR_INVALID_ARG)
#define ESP_CODEC_DEV_NO_MEM (ESP_ERR_NO_MEM)
#define ESP_CODEC_DEV_NOT_SUPPORT (ESP_ERR_NOT_SUPPORTED)
#define ESP_CODEC_DEV_NOT_FOUND (ESP_ERR_NOT_FOUND)
#define ESP_CODEC_DEV_WRONG_STATE (ESP_ERR_INVALID_STATE)
#define ESP_CODEC_DEV_WRITE_FAIL (0x10D)
#define ESP_CODEC_DEV_READ_FAIL (0x10E)

#define ESP_CODEC_DEV_MAKE_CHANNEL_MASK(channel) ((uint16_t)1 << (channel))

typedef enum {
	ESP_CODEC_DEV_TYPE_NONE,
	ESP_CODEC_DEV_TYPE_IN = (1 << 0),
	ESP_CODEC_DEV_TYPE_OUT = (1 << 1),
	ESP_CODEC_DEV_TYPE_IN_OUT = (ESP_CODEC_DEV_TYPE_IN | ESP_CODEC_DEV_TYPE_OUT),
} esp_codec_dev_type_t;

typedef struct {
	uint8_t bits_per_sample;
	uint8_t channel;
	uint16_t channel_mask;
	uint32_t sample_rate;
	int mclk_multiple;
} esp_codec_dev_sample_info_t;

typedef enum {
	ESP_CODEC_DEV_WORK_MODE_NONE,
	ESP_CODEC_DEV_WORK_MODE_ADC = (1 << 0),
	ESP_CODEC_DEV_WORK_MODE_DAC = (1 << 1),
	ESP_CODEC_DEV_WORK_MODE_BOTH = (ESP_CODEC_DEV_WORK_MODE_ADC | ESP_CODEC_DEV_WORK_MODE_DAC),
	ESP_CODEC_DEV_WORK_MODE_LINE = (1 << 2),
} esp_codec_dec_work_mode_t;
