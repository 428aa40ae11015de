/** esp_codec_dev 1.5's es8311_codec.h. */
#pragma once

#include "audio_codec_ctrl_if.h"
#include "audio_codec_gpio_if.h"
#include "audio_codec_if.h"
#include "esp_codec_dev_vol.h"

#ifdef __cplusplus
extern "C" {
#endif

#define ES8311_CODEC_DEFAULT_ADDR (0x30)

typedef struct {
	const audio_codec_ctrl_if_t *ctrl_if;
	const audio_codec_gpio_if_t *gpio_if;
	esp_codec_dec_work_mode_t codec_mode;
	int16_t pa_pin;
	bool pa_reverted;
	bool master_mode;
	bool use_mclk;
	bool digital_mic;
	bool invert_mclk;
	bool invert_sclk;
	esp_codec_dev_hw_gain_t hw_gain;
	bool no_dac_ref;
	uint16_t mclk_div;
} es8311_codec_cfg_t;

const audio_codec_if_t *es8311_codec_new(es8311_codec_cfg_t *codec_cfg);

#ifdef __cplusplus
}
#endif
