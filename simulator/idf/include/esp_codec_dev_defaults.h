/** The part of esp_codec_dev 1.5's esp_codec_dev_defaults.h that the drivers use. */
#pragma once

#include "audio_codec_ctrl_if.h"
#include "audio_codec_data_if.h"
#include "audio_codec_gpio_if.h"
#include "audio_codec_if.h"
#include "es8311_codec.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
	uint8_t port;
	uint8_t addr;
	void *bus_handle;
} audio_codec_i2c_cfg_t;

typedef struct {
	uint8_t port;
	void *rx_handle;
	void *tx_handle;
} audio_codec_i2s_cfg_t;

const audio_codec_gpio_if_t *audio_codec_new_gpio(void);
const audio_codec_ctrl_if_t *audio_codec_new_i2c_ctrl(audio_codec_i2c_cfg_t *i2c_cfg);
const audio_codec_data_if_t *audio_codec_new_i2s_data(audio_codec_i2s_cfg_t *i2s_cfg);

#ifdef __cplusplus
}
#endif
