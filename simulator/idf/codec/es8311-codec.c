#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "es8311-registers.h"
#include "es8311_codec.h"
#include "esp_heap_caps.h"
#include "esp_log.h"

#define TAG "ES8311"
#define CAPS (MALLOC_CAP_INTERNAL | MALLOC_CAP_8BIT)
#define DEFAULT_MCLK_DIVIDER 256
#define LOWEST_VOLUME -95.5f
#define HIGHEST_VOLUME 32.0f

typedef struct {
	audio_codec_if_t base;
	es8311_codec_cfg_t config;
	bool is_open;
	bool is_enabled;
	float hardware_gain;
} es8311_t;

/** Two instances can share the chip, one for each direction: it has power as long as one of them needs it. */
static es8311_t *recorder, *player;

static int write_register(es8311_t *codec, int address, int value) {
	uint8_t byte = (uint8_t)value;
	return codec->config.ctrl_if->write_reg(codec->config.ctrl_if, address, 1, &byte, 1);
}

static int read_register(es8311_t *codec, int address, int *value) {
	uint8_t byte = 0;
	int result = codec->config.ctrl_if->read_reg(codec->config.ctrl_if, address, 1, &byte, 1);
	*value = byte;
	return result;
}

static void set_amplifier(es8311_t *codec, bool on) {
	const audio_codec_gpio_if_t *gpio = codec->config.gpio_if;
	if (codec->config.pa_pin != -1 && gpio != NULL)
		gpio->set(codec->config.pa_pin, on != codec->config.pa_reverted);
}

static void add_user(es8311_t *codec) {
	if (codec->config.codec_mode & ESP_CODEC_DEV_WORK_MODE_ADC && recorder == NULL)
		recorder = codec;
	else if (codec->config.codec_mode & ESP_CODEC_DEV_WORK_MODE_DAC && player == NULL)
		player = codec;
}

static void remove_user(es8311_t *codec) {
	if (recorder == codec)
		recorder = NULL;
	else if (player == codec)
		player = NULL;
}

static bool plays(const es8311_t *codec) {
	return codec->config.codec_mode & ESP_CODEC_DEV_WORK_MODE_DAC;
}

static int es8311_open(const audio_codec_if_t *h, void *cfg, int cfg_size) {
	es8311_t *codec = (es8311_t *)h;
	if (codec == NULL || cfg == NULL || cfg_size != sizeof codec->config)
		return ESP_CODEC_DEV_INVALID_ARG;
	memcpy(&codec->config, cfg, sizeof codec->config);
	if (codec->config.ctrl_if == NULL)
		return ESP_CODEC_DEV_INVALID_ARG;
	if (codec->config.mclk_div == 0)
		codec->config.mclk_div = DEFAULT_MCLK_DIVIDER;
	int result = write_register(codec, ES8311_RESET, codec->config.master_mode ? 0xC0 : 0x80);
	result |= write_register(codec, ES8311_CLOCK_ENABLE, codec->config.use_mclk ? 0x3F : 0xBF);
	result |= write_register(codec, ES8311_ADC_SCALE, 0x24);
	result |= write_register(codec, ES8311_GPIO, codec->config.no_dac_ref ? 0x08 : 0x58);
	if (result != ESP_CODEC_DEV_OK)
		return ESP_CODEC_DEV_WRITE_FAIL;
	if (codec->config.pa_pin != -1 && codec->config.gpio_if != NULL)
		codec->config.gpio_if->setup(codec->config.pa_pin, AUDIO_GPIO_DIR_OUT, AUDIO_GPIO_MODE_FLOAT);
	set_amplifier(codec, true);
	codec->is_open = true;
	return ESP_CODEC_DEV_OK;
}

static int start(es8311_t *codec) {
	int result = write_register(codec, ES8311_RESET, codec->config.master_mode ? 0xC0 : 0x80);
	result |= write_register(codec, ES8311_CLOCK_ENABLE, codec->config.use_mclk ? 0x3F : 0xBF);
	result |= write_register(codec, ES8311_ADC_VOLUME, 0xBF);
	result |= write_register(codec, ES8311_SYSTEM_ADC, 0x02);
	if (plays(codec))
		result |= write_register(codec, ES8311_SYSTEM_DAC, 0x00);
	result |= write_register(codec, ES8311_SYSTEM_INPUT, codec->config.digital_mic ? 0x5A : 0x1A);
	result |= write_register(codec, ES8311_SYSTEM_POWER, 0x01);
	add_user(codec);
	return result;
}

static int suspend(es8311_t *codec) {
	remove_user(codec);
	if (recorder != NULL || player != NULL)
		return ESP_CODEC_DEV_OK;
	int result = write_register(codec, ES8311_DAC_VOLUME, 0x00);
	result |= write_register(codec, ES8311_ADC_VOLUME, 0x00);
	result |= write_register(codec, ES8311_SYSTEM_ADC, 0xFF);
	result |= write_register(codec, ES8311_SYSTEM_DAC, 0x02);
	result |= write_register(codec, ES8311_SYSTEM_INPUT, 0x00);
	result |= write_register(codec, ES8311_SYSTEM_POWER, 0xFC);
	result |= write_register(codec, ES8311_RESET, 0x1F);
	result |= write_register(codec, ES8311_CLOCK_ENABLE, 0x00);
	return result;
}

static int es8311_enable(const audio_codec_if_t *h, bool enable) {
	es8311_t *codec = (es8311_t *)h;
	if (codec == NULL)
		return ESP_CODEC_DEV_INVALID_ARG;
	if (!codec->is_open)
		return ESP_CODEC_DEV_WRONG_STATE;
	if (enable == codec->is_enabled)
		return ESP_CODEC_DEV_OK;
	if (!enable && plays(codec))
		set_amplifier(codec, false);
	int result = enable ? start(codec) : suspend(codec);
	if (enable && plays(codec))
		set_amplifier(codec, true);
	if (result == ESP_CODEC_DEV_OK)
		codec->is_enabled = enable;
	return result;
}

static int es8311_close(const audio_codec_if_t *h) {
	es8311_t *codec = (es8311_t *)h;
	if (codec == NULL)
		return ESP_CODEC_DEV_INVALID_ARG;
	if (codec->is_open) {
		suspend(codec);
		set_amplifier(codec, false);
		codec->is_open = false;
	}
	return ESP_CODEC_DEV_OK;
}

static int es8311_set_fs(const audio_codec_if_t *h, esp_codec_dev_sample_info_t *fs) {
	es8311_t *codec = (es8311_t *)h;
	if (codec == NULL || !codec->is_open)
		return ESP_CODEC_DEV_INVALID_ARG;
	int format = fs->bits_per_sample == 16 ? 0x0C : fs->bits_per_sample == 32 ? 0x10 : 0x00;
	write_register(codec, ES8311_SDP_IN, format);
	write_register(codec, ES8311_SDP_OUT, format);
	return ESP_CODEC_DEV_OK;
}

static int es8311_mute(const audio_codec_if_t *h, bool mute) {
	es8311_t *codec = (es8311_t *)h;
	if (codec == NULL || !codec->is_open)
		return ESP_CODEC_DEV_INVALID_ARG;
	int value;
	int result = read_register(codec, ES8311_DAC_MUTE, &value);
	write_register(codec, ES8311_DAC_MUTE, mute ? value | 0x60 : value & ~0x60);
	return result;
}

static int es8311_set_vol(const audio_codec_if_t *h, float db) {
	es8311_t *codec = (es8311_t *)h;
	if (codec == NULL)
		return ESP_CODEC_DEV_INVALID_ARG;
	if (!codec->is_open)
		return ESP_CODEC_DEV_WRONG_STATE;
	float level = fmaxf(LOWEST_VOLUME, fminf(HIGHEST_VOLUME, db - codec->hardware_gain));
	return write_register(codec, ES8311_DAC_VOLUME, (int)((level - LOWEST_VOLUME) * 2));
}

static int es8311_set_mic_gain(const audio_codec_if_t *h, float db) {
	es8311_t *codec = (es8311_t *)h;
	if (codec == NULL)
		return ESP_CODEC_DEV_INVALID_ARG;
	if (!codec->is_open)
		return ESP_CODEC_DEV_WRONG_STATE;
	int step = (int)(fmaxf(0, fminf(42, db)) / 6);
	return write_register(codec, ES8311_ADC_SCALE, step) == 0 ? ESP_CODEC_DEV_OK : ESP_CODEC_DEV_WRITE_FAIL;
}

static int es8311_set_reg(const audio_codec_if_t *h, int reg, int value) {
	es8311_t *codec = (es8311_t *)h;
	if (codec == NULL)
		return ESP_CODEC_DEV_INVALID_ARG;
	return codec->is_open ? write_register(codec, reg, value) : ESP_CODEC_DEV_WRONG_STATE;
}

static int es8311_get_reg(const audio_codec_if_t *h, int reg, int *value) {
	es8311_t *codec = (es8311_t *)h;
	if (codec == NULL)
		return ESP_CODEC_DEV_INVALID_ARG;
	return codec->is_open ? read_register(codec, reg, value) : ESP_CODEC_DEV_WRONG_STATE;
}

float esp_codec_dev_col_calc_hw_gain(esp_codec_dev_hw_gain_t *hw_gain) {
	float amplifier = hw_gain->pa_voltage == 0 ? 5.0f : hw_gain->pa_voltage;
	float dac = hw_gain->codec_dac_voltage == 0 ? 3.3f : hw_gain->codec_dac_voltage;
	return 20 * log10f(dac / amplifier) + hw_gain->pa_gain;
}

const audio_codec_if_t *es8311_codec_new(es8311_codec_cfg_t *codec_cfg) {
	if (codec_cfg == NULL || codec_cfg->ctrl_if == NULL) {
		ESP_LOGE(TAG, "Wrong codec config");
		return NULL;
	}
	if (!codec_cfg->ctrl_if->is_open(codec_cfg->ctrl_if)) {
		ESP_LOGE(TAG, "Control interface not open yet");
		return NULL;
	}
	es8311_t *codec = heap_caps_calloc(1, sizeof *codec, CAPS);
	if (codec == NULL)
		return NULL;
	codec->base = (audio_codec_if_t){
	    .open = es8311_open,
	    .enable = es8311_enable,
	    .set_fs = es8311_set_fs,
	    .mute = es8311_mute,
	    .set_vol = es8311_set_vol,
	    .set_mic_gain = es8311_set_mic_gain,
	    .set_reg = es8311_set_reg,
	    .get_reg = es8311_get_reg,
	    .close = es8311_close,
	};
	codec->hardware_gain = esp_codec_dev_col_calc_hw_gain(&codec_cfg->hw_gain);
	if (es8311_open(&codec->base, codec_cfg, sizeof *codec_cfg) == ESP_CODEC_DEV_OK)
		return &codec->base;
	ESP_LOGE(TAG, "Open fail");
	heap_caps_free(codec);
	return NULL;
}
