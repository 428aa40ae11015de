#include <stdlib.h>
#include <string.h>
#include "esp_codec_dev.h"
#include "esp_heap_caps.h"
#include "esp_log.h"

#define TAG "Adev_Codec"
#define CAPS (MALLOC_CAP_INTERNAL | MALLOC_CAP_8BIT)
#define SILENT -96.0f

typedef struct {
	esp_codec_dev_type_t type;
	const audio_codec_if_t *codec;
	const audio_codec_data_if_t *data;
	bool is_input_open, is_output_open;
	int volume;
	float gain;
	bool is_muted, is_input_muted;
	bool disables_when_closed;
	esp_codec_dev_vol_curve_t curve;
} device_t;

/** The volumes between which levels are interpolated when no other curve is set. */
static const esp_codec_dev_vol_map_t default_curve[] = {{0, -50.0f}, {100, 0.0f}};

const char *esp_codec_dev_get_version(void) {
	return "1.5.2";
}

static int set_curve(device_t *device, const esp_codec_dev_vol_map_t *map, int count) {
	esp_codec_dev_vol_map_t *copy = heap_caps_malloc(count * sizeof *copy, CAPS);
	if (copy == NULL)
		return ESP_CODEC_DEV_NO_MEM;
	memcpy(copy, map, count * sizeof *copy);
	heap_caps_free(device->curve.vol_map);
	device->curve = (esp_codec_dev_vol_curve_t){copy, count};
	return ESP_CODEC_DEV_OK;
}

static float level_of(const esp_codec_dev_vol_curve_t *curve, int volume) {
	const esp_codec_dev_vol_map_t *map = curve->vol_map;
	if (volume == 0)
		return SILENT;
	if (curve->count == 0)
		return 0;
	if (volume >= map[curve->count - 1].vol)
		return map[curve->count - 1].db_value;
	for (int i = 0; i < curve->count - 1; i++)
		if (volume < map[i + 1].vol && map[i].vol != map[i + 1].vol)
			return map[i].db_value + (float)(volume - map[i].vol) * (map[i + 1].db_value - map[i].db_value) /
			                             (float)(map[i + 1].vol - map[i].vol);
	return 0;
}

esp_codec_dev_handle_t esp_codec_dev_new(esp_codec_dev_cfg_t *codec_dev_cfg) {
	if (codec_dev_cfg == NULL || codec_dev_cfg->data_if == NULL ||
	    codec_dev_cfg->dev_type == ESP_CODEC_DEV_TYPE_NONE)
		return NULL;
	device_t *device = heap_caps_calloc(1, sizeof *device, CAPS);
	if (device == NULL)
		return NULL;
	device->type = codec_dev_cfg->dev_type;
	device->codec = codec_dev_cfg->codec_if;
	device->data = codec_dev_cfg->data_if;
	device->disables_when_closed = true;
	if (device->type & ESP_CODEC_DEV_TYPE_OUT)
		set_curve(device, default_curve, sizeof default_curve / sizeof default_curve[0]);
	return device;
}

static bool is_codec_ready(const device_t *device) {
	const audio_codec_if_t *codec = device->codec;
	return codec == NULL || codec->is_open == NULL || codec->is_open(codec);
}

static bool is_ready(const device_t *device) {
	return is_codec_ready(device) && (device->data->is_open == NULL || device->data->is_open(device->data));
}

/** Sets again what was set before: the codec forgets it without power. */
static void restore_settings(device_t *device) {
	if (device->is_output_open) {
		esp_codec_dev_set_out_vol(device, device->volume);
		esp_codec_dev_set_out_mute(device, device->is_muted);
	}
	if (device->is_input_open) {
		esp_codec_dev_set_in_gain(device, device->gain);
		esp_codec_dev_set_in_mute(device, device->is_input_muted);
	}
}

int esp_codec_dev_open(esp_codec_dev_handle_t codec, esp_codec_dev_sample_info_t *fs) {
	device_t *device = codec;
	if (device == NULL || fs == NULL)
		return ESP_CODEC_DEV_INVALID_ARG;
	if (device->is_input_open || device->is_output_open)
		return ESP_CODEC_DEV_OK;
	bool ready = is_ready(device);
	device->is_input_open = ready && device->type & ESP_CODEC_DEV_TYPE_IN && device->data->read != NULL;
	device->is_output_open = ready && device->type & ESP_CODEC_DEV_TYPE_OUT && device->data->write != NULL;
	if (!device->is_input_open && !device->is_output_open)
		return ESP_CODEC_DEV_NOT_SUPPORT;
	if (device->data->set_fmt != NULL)
		device->data->set_fmt(device->data, device->type, fs);
	if (device->data->enable != NULL)
		device->data->enable(device->data, device->type, true);
	const audio_codec_if_t *chip = device->codec;
	if (chip != NULL && chip->set_fs != NULL && chip->set_fs(chip, fs) != ESP_CODEC_DEV_OK)
		return ESP_CODEC_DEV_NOT_SUPPORT;
	if (chip != NULL && chip->enable != NULL && chip->enable(chip, true) != ESP_CODEC_DEV_OK) {
		ESP_LOGE(TAG, "Fail to enable codec");
		return ESP_CODEC_DEV_DRV_ERR;
	}
	restore_settings(device);
	return ESP_CODEC_DEV_OK;
}

int esp_codec_dev_close(esp_codec_dev_handle_t codec) {
	device_t *device = codec;
	if (device == NULL)
		return ESP_CODEC_DEV_INVALID_ARG;
	if (!device->is_output_open && !device->is_input_open)
		return ESP_CODEC_DEV_OK;
	const audio_codec_if_t *chip = device->codec;
	if (device->disables_when_closed && chip != NULL && chip->enable != NULL)
		chip->enable(chip, false);
	if (device->data->enable != NULL)
		device->data->enable(device->data, device->type, false);
	device->is_output_open = device->is_input_open = false;
	return ESP_CODEC_DEV_OK;
}

void esp_codec_dev_delete(esp_codec_dev_handle_t codec) {
	device_t *device = codec;
	if (device == NULL)
		return;
	esp_codec_dev_close(device);
	heap_caps_free(device->curve.vol_map);
	heap_caps_free(device);
}

int esp_codec_set_disable_when_closed(esp_codec_dev_handle_t codec, bool disable) {
	device_t *device = codec;
	if (device == NULL)
		return ESP_CODEC_DEV_INVALID_ARG;
	device->disables_when_closed = disable;
	return ESP_CODEC_DEV_OK;
}

int esp_codec_dev_read(esp_codec_dev_handle_t codec, void *data, int len) {
	device_t *device = codec;
	if (device == NULL || data == NULL)
		return ESP_CODEC_DEV_INVALID_ARG;
	if (!device->is_input_open)
		return ESP_CODEC_DEV_WRONG_STATE;
	return device->data->read(device->data, data, len);
}

int esp_codec_dev_write(esp_codec_dev_handle_t codec, void *data, int len) {
	device_t *device = codec;
	if (device == NULL || data == NULL)
		return ESP_CODEC_DEV_INVALID_ARG;
	if (!device->is_output_open)
		return ESP_CODEC_DEV_WRONG_STATE;
	return device->data->write(device->data, data, len);
}

int esp_codec_dev_read_reg(esp_codec_dev_handle_t codec, int reg, int *val) {
	device_t *device = codec;
	if (device == NULL || val == NULL)
		return ESP_CODEC_DEV_INVALID_ARG;
	const audio_codec_if_t *chip = device->codec;
	return chip != NULL && chip->get_reg != NULL ? chip->get_reg(chip, reg, val) : ESP_CODEC_DEV_NOT_SUPPORT;
}

int esp_codec_dev_write_reg(esp_codec_dev_handle_t codec, int reg, int val) {
	device_t *device = codec;
	if (device == NULL)
		return ESP_CODEC_DEV_INVALID_ARG;
	const audio_codec_if_t *chip = device->codec;
	return chip != NULL && chip->set_reg != NULL ? chip->set_reg(chip, reg, val) : ESP_CODEC_DEV_NOT_SUPPORT;
}

/** ESP_CODEC_DEV_OK when the direction can be set. */
static int check(const device_t *device, esp_codec_dev_type_t direction) {
	if (device == NULL)
		return ESP_CODEC_DEV_INVALID_ARG;
	if (!(device->type & direction))
		return ESP_CODEC_DEV_NOT_SUPPORT;
	return is_codec_ready(device) ? ESP_CODEC_DEV_OK : ESP_CODEC_DEV_WRONG_STATE;
}

int esp_codec_dev_set_vol_curve(esp_codec_dev_handle_t codec, esp_codec_dev_vol_curve_t *curve) {
	if (curve == NULL || curve->vol_map == NULL)
		return ESP_CODEC_DEV_INVALID_ARG;
	int result = check(codec, ESP_CODEC_DEV_TYPE_OUT);
	return result == ESP_CODEC_DEV_OK ? set_curve(codec, curve->vol_map, curve->count) : result;
}

int esp_codec_dev_set_out_vol(esp_codec_dev_handle_t codec, int volume) {
	device_t *device = codec;
	int result = check(device, ESP_CODEC_DEV_TYPE_OUT);
	if (result != ESP_CODEC_DEV_OK)
		return result;
	device->volume = volume;
	if (device->codec == NULL || device->codec->set_vol == NULL)
		return ESP_CODEC_DEV_NOT_SUPPORT;
	device->codec->set_vol(device->codec, level_of(&device->curve, volume));
	return ESP_CODEC_DEV_OK;
}

int esp_codec_dev_get_out_vol(esp_codec_dev_handle_t codec, int *volume) {
	device_t *device = codec;
	int result = check(device, ESP_CODEC_DEV_TYPE_OUT);
	if (result == ESP_CODEC_DEV_OK)
		*volume = device->volume;
	return result;
}

int esp_codec_dev_set_out_mute(esp_codec_dev_handle_t codec, bool mute) {
	device_t *device = codec;
	int result = check(device, ESP_CODEC_DEV_TYPE_OUT);
	if (result != ESP_CODEC_DEV_OK)
		return result;
	device->is_muted = mute;
	if (device->codec == NULL || device->codec->mute == NULL)
		return ESP_CODEC_DEV_NOT_SUPPORT;
	device->codec->mute(device->codec, mute);
	return ESP_CODEC_DEV_OK;
}

int esp_codec_dev_get_out_mute(esp_codec_dev_handle_t codec, bool *muted) {
	device_t *device = codec;
	int result = check(device, ESP_CODEC_DEV_TYPE_OUT);
	if (result == ESP_CODEC_DEV_OK)
		*muted = device->is_muted;
	return result;
}

int esp_codec_dev_set_in_gain(esp_codec_dev_handle_t codec, float db_value) {
	device_t *device = codec;
	int result = check(device, ESP_CODEC_DEV_TYPE_IN);
	if (result != ESP_CODEC_DEV_OK)
		return result;
	if (device->codec == NULL || device->codec->set_mic_gain == NULL)
		return ESP_CODEC_DEV_NOT_SUPPORT;
	device->codec->set_mic_gain(device->codec, (float)(int)db_value);
	device->gain = db_value;
	return ESP_CODEC_DEV_OK;
}

int esp_codec_dev_get_in_gain(esp_codec_dev_handle_t codec, float *db_value) {
	device_t *device = codec;
	int result = check(device, ESP_CODEC_DEV_TYPE_IN);
	if (result == ESP_CODEC_DEV_OK)
		*db_value = device->gain;
	return result;
}

int esp_codec_dev_set_in_mute(esp_codec_dev_handle_t codec, bool mute) {
	device_t *device = codec;
	int result = check(device, ESP_CODEC_DEV_TYPE_IN);
	if (result != ESP_CODEC_DEV_OK)
		return result;
	if (device->codec == NULL || device->codec->mute_mic == NULL)
		return ESP_CODEC_DEV_NOT_SUPPORT;
	device->codec->mute_mic(device->codec, mute);
	device->is_input_muted = mute;
	return ESP_CODEC_DEV_OK;
}

int esp_codec_dev_get_in_mute(esp_codec_dev_handle_t codec, bool *muted) {
	device_t *device = codec;
	int result = check(device, ESP_CODEC_DEV_TYPE_IN);
	if (result == ESP_CODEC_DEV_OK)
		*muted = device->is_input_muted;
	return result;
}

int audio_codec_delete_codec_if(const audio_codec_if_t *codec_if) {
	if (codec_if == NULL)
		return ESP_CODEC_DEV_INVALID_ARG;
	int result = codec_if->close != NULL ? codec_if->close(codec_if) : ESP_CODEC_DEV_OK;
	heap_caps_free((void *)codec_if);
	return result;
}
