/** The part of esp_codec_dev 1.5's esp_codec_dev_vol.h that the drivers use. */
#pragma once

#include "esp_codec_dev_types.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
	int vol;
	float db_value;
} esp_codec_dev_vol_map_t;

typedef struct {
	esp_codec_dev_vol_map_t *vol_map;
	int count;
} esp_codec_dev_vol_curve_t;

typedef struct {
	float pa_voltage;
	float codec_dac_voltage;
	float pa_gain;
} esp_codec_dev_hw_gain_t;

float esp_codec_dev_col_calc_hw_gain(esp_codec_dev_hw_gain_t *hw_gain);

#ifdef __cplusplus
}
#endif
