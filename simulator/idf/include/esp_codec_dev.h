/** The part of esp_codec_dev 1.5's esp_codec_dev.h that the drivers use. */
#pragma once

#include "audio_codec_data_if.h"
#include "audio_codec_if.h"
#include "esp_codec_dev_types.h"
#include "esp_codec_dev_vol.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
	esp_codec_dev_type_t dev_type;
	const audio_codec_if_t *codec_if;
	const audio_codec_data_if_t *data_if;
} esp_codec_dev_cfg_t;

typedef void *esp_codec_dev_handle_t;

const char *esp_codec_dev_get_version(void);
esp_codec_dev_handle_t esp_codec_dev_new(esp_codec_dev_cfg_t *codec_dev_cfg);
int esp_codec_dev_open(esp_codec_dev_handle_t codec, esp_codec_dev_sample_info_t *fs);
int esp_codec_dev_read_reg(esp_codec_dev_handle_t codec, int reg, int *val);
int esp_codec_dev_write_reg(esp_codec_dev_handle_t codec, int reg, int val);
int esp_codec_dev_read(esp_codec_dev_handle_t codec, void *data, int len);
int esp_codec_dev_write(esp_codec_dev_handle_t codec, void *data, int len);
int esp_codec_dev_set_out_vol(esp_codec_dev_handle_t codec, int volume);
int esp_codec_dev_set_vol_curve(esp_codec_dev_handle_t codec, esp_codec_dev_vol_curve_t *curve);
int esp_codec_dev_get_out_vol(esp_codec_dev_handle_t codec, int *volume);
int esp_codec_dev_set_out_mute(esp_codec_dev_handle_t codec, bool mute);
int esp_codec_dev_get_out_mute(esp_codec_dev_handle_t codec, bool *muted);
int esp_codec_dev_set_in_gain(esp_codec_dev_handle_t codec, float db_value);
int esp_codec_dev_get_in_gain(esp_codec_dev_handle_t codec, float *db_value);
int esp_codec_dev_set_in_mute(esp_codec_dev_handle_t codec, bool mute);
int esp_codec_dev_get_in_mute(esp_codec_dev_handle_t codec, bool *muted);
int esp_codec_set_disable_when_closed(esp_codec_dev_handle_t codec, bool disable);
int esp_codec_dev_close(esp_codec_dev_handle_t codec);
void esp_codec_dev_delete(esp_codec_dev_handle_t codec);

#ifdef __cplusplus
}
#endif
