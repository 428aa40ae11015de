#include <pthread.h>
#include "driver/i2s_std.h"
#include "esp_codec_dev_defaults.h"
#include "esp_heap_caps.h"
#include "esp_log.h"

#define TAG "I2S_IF"
#define TIMEOUT 1000

typedef struct i2s_data i2s_data_t;

/** Both directions of one port must agree on the format, whether one interface has them or two. */
struct i2s_data {
	audio_codec_data_if_t base;
	bool is_open;
	uint8_t port;
	i2s_chan_handle_t rx, tx;
	bool is_recording, is_playing;
	/** Playing has ended, but recording still needs the transmitter's clock. */
	bool is_stop_pending;
	esp_codec_dev_sample_info_t format;
	i2s_data_t *next;
};

static pthread_mutex_t data_lock = PTHREAD_MUTEX_INITIALIZER;
static i2s_data_t *data_interfaces;

/** The interface that has the port's other direction, NULL when none has. */
static i2s_data_t *paired(i2s_data_t *data, bool playback) {
	for (i2s_data_t *each = data_interfaces; each != NULL; each = each->next)
		if (each->port == data->port && (playback ? each->rx : each->tx) != NULL)
			return each;
	return NULL;
}

static int i2s_data_open(const audio_codec_data_if_t *h, void *data_cfg, int cfg_size) {
	i2s_data_t *data = (i2s_data_t *)h;
	audio_codec_i2s_cfg_t *config = data_cfg;
	if (data == NULL || config == NULL || cfg_size != sizeof *config)
		return ESP_CODEC_DEV_INVALID_ARG;
	data->is_open = true;
	data->port = config->port;
	data->rx = config->rx_handle;
	data->tx = config->tx_handle;
	pthread_mutex_lock(&data_lock);
	data->next = data_interfaces;
	data_interfaces = data;
	pthread_mutex_unlock(&data_lock);
	return ESP_CODEC_DEV_OK;
}

static bool i2s_data_is_open(const audio_codec_data_if_t *h) {
	return h != NULL && ((const i2s_data_t *)h)->is_open;
}

static int set_running(i2s_chan_handle_t channel, bool runs) {
	if (channel == NULL)
		return ESP_CODEC_DEV_NOT_FOUND;
	esp_err_t result = runs ? i2s_channel_enable(channel) : i2s_channel_disable(channel);
	return result == ESP_OK ? ESP_CODEC_DEV_OK : ESP_CODEC_DEV_DRV_ERR;
}

static int set_direction(i2s_data_t *data, bool playback, bool enable) {
	i2s_data_t *other = paired(data, playback);
	if (playback && !enable && other != NULL && other->is_recording) {
		data->is_stop_pending = true;
		return ESP_CODEC_DEV_OK;
	}
	int result = set_running(playback ? data->tx : data->rx, enable);
	if (playback)
		data->is_stop_pending = false;
	if (!playback && !enable && other != NULL && other->is_stop_pending) {
		result = set_running(other->tx, false);
		other->is_stop_pending = false;
	}
	return result;
}

static int i2s_data_enable(const audio_codec_data_if_t *h, esp_codec_dev_type_t dev_type, bool enable) {
	i2s_data_t *data = (i2s_data_t *)h;
	if (data == NULL)
		return ESP_CODEC_DEV_INVALID_ARG;
	if (!data->is_open)
		return ESP_CODEC_DEV_WRONG_STATE;
	int result;
	pthread_mutex_lock(&data_lock);
	if (dev_type == ESP_CODEC_DEV_TYPE_IN_OUT) {
		set_running(data->tx, enable);
		result = set_running(data->rx, enable);
	} else {
		result = set_direction(data, dev_type == ESP_CODEC_DEV_TYPE_OUT, enable);
	}
	if (dev_type & ESP_CODEC_DEV_TYPE_IN)
		data->is_recording = enable;
	if (dev_type & ESP_CODEC_DEV_TYPE_OUT)
		data->is_playing = enable;
	pthread_mutex_unlock(&data_lock);
	return result;
}

static int set_format(i2s_chan_handle_t channel, const esp_codec_dev_sample_info_t *format) {
	if (channel == NULL)
		return ESP_CODEC_DEV_DRV_ERR;
	i2s_slot_mode_t mode =
	    __builtin_popcount(format->channel_mask) > 1 ? I2S_SLOT_MODE_STEREO : I2S_SLOT_MODE_MONO;
	i2s_std_slot_config_t slot = I2S_STD_PHILIPS_SLOT_DEFAULT_CONFIG(format->bits_per_sample, mode);
	slot.slot_mask = format->channel_mask;
	i2s_std_clk_config_t clock = I2S_STD_CLK_DEFAULT_CONFIG(format->sample_rate);
	if (format->mclk_multiple != 0)
		clock.mclk_multiple = format->mclk_multiple;
	if (i2s_channel_reconfig_std_slot(channel, &slot) != ESP_OK ||
	    i2s_channel_reconfig_std_clock(channel, &clock) != ESP_OK)
		return ESP_CODEC_DEV_DRV_ERR;
	return ESP_CODEC_DEV_OK;
}

static int set_one_format(i2s_data_t *data, bool playback, const esp_codec_dev_sample_info_t *format) {
	i2s_data_t *other = paired(data, playback);
	bool is_other_running = other != NULL && (playback ? other->is_recording : other->is_playing);
	if (is_other_running &&
	    (format->sample_rate != other->format.sample_rate || format->channel != other->format.channel ||
	        format->bits_per_sample != other->format.bits_per_sample)) {
		ESP_LOGE(TAG, "Mode %d conflict sample_rate %d with %d", playback, (int)format->sample_rate,
		    (int)other->format.sample_rate);
		return ESP_CODEC_DEV_NOT_SUPPORT;
	}
	data->format = *format;
	int result = set_format(playback ? data->tx : data->rx, format);
	/* The receiver runs on the transmitter's clock, so that is started too, and goes on when recording ends.
	 */
	if (result == ESP_CODEC_DEV_OK && !playback && other != NULL && !other->is_playing) {
		set_running(other->tx, false);
		result = set_format(other->tx, format);
		set_running(other->tx, true);
	}
	return result;
}

static int i2s_data_set_fmt(
    const audio_codec_data_if_t *h, esp_codec_dev_type_t dev_type, esp_codec_dev_sample_info_t *fs) {
	i2s_data_t *data = (i2s_data_t *)h;
	if (data == NULL)
		return ESP_CODEC_DEV_INVALID_ARG;
	if (!data->is_open)
		return ESP_CODEC_DEV_WRONG_STATE;
	esp_codec_dev_sample_info_t format = *fs;
	if (format.channel == 1) {
		format.channel = 2;
		format.channel_mask = ESP_CODEC_DEV_MAKE_CHANNEL_MASK(0);
	}
	if (format.channel_mask == 0)
		format.channel_mask = (uint16_t)((1u << format.channel) - 1);
	if (format.channel != 2 || format.bits_per_sample != 16) {
		ESP_LOGE(TAG, "Not support channel %d of %d bits", format.channel, format.bits_per_sample);
		return ESP_CODEC_DEV_NOT_SUPPORT;
	}
	int result;
	pthread_mutex_lock(&data_lock);
	if (dev_type & ESP_CODEC_DEV_TYPE_OUT)
		set_running(data->tx, false);
	if (dev_type & ESP_CODEC_DEV_TYPE_IN)
		set_running(data->rx, false);
	if (dev_type == ESP_CODEC_DEV_TYPE_IN_OUT) {
		data->format = format;
		set_format(data->tx, &format);
		result = set_format(data->rx, &format);
	} else {
		result = set_one_format(data, dev_type == ESP_CODEC_DEV_TYPE_OUT, &format);
	}
	pthread_mutex_unlock(&data_lock);
	return result;
}

static int i2s_data_read(const audio_codec_data_if_t *h, uint8_t *data, int size) {
	i2s_data_t *self = (i2s_data_t *)h;
	if (self == NULL)
		return ESP_CODEC_DEV_INVALID_ARG;
	if (!self->is_open)
		return ESP_CODEC_DEV_WRONG_STATE;
	if (self->rx == NULL)
		return ESP_CODEC_DEV_DRV_ERR;
	size_t count = 0;
	esp_err_t result = i2s_channel_read(self->rx, data, size, &count, TIMEOUT);
	return result == ESP_OK ? ESP_CODEC_DEV_OK : ESP_CODEC_DEV_DRV_ERR;
}

static int i2s_data_write(const audio_codec_data_if_t *h, uint8_t *data, int size) {
	i2s_data_t *self = (i2s_data_t *)h;
	if (self == NULL)
		return ESP_CODEC_DEV_INVALID_ARG;
	if (!self->is_open)
		return ESP_CODEC_DEV_WRONG_STATE;
	if (self->tx == NULL)
		return ESP_CODEC_DEV_DRV_ERR;
	size_t count = 0;
	esp_err_t result = i2s_channel_write(self->tx, data, size, &count, TIMEOUT);
	return result == ESP_OK ? ESP_CODEC_DEV_OK : ESP_CODEC_DEV_DRV_ERR;
}

static int i2s_data_close(const audio_codec_data_if_t *h) {
	i2s_data_t *data = (i2s_data_t *)h;
	if (data == NULL)
		return ESP_CODEC_DEV_INVALID_ARG;
	data->is_open = false;
	pthread_mutex_lock(&data_lock);
	for (i2s_data_t **link = &data_interfaces; *link != NULL; link = &(*link)->next)
		if (*link == data) {
			*link = data->next;
			break;
		}
	pthread_mutex_unlock(&data_lock);
	return ESP_CODEC_DEV_OK;
}

const audio_codec_data_if_t *audio_codec_new_i2s_data(audio_codec_i2s_cfg_t *i2s_cfg) {
	i2s_data_t *data = heap_caps_calloc(1, sizeof *data, MALLOC_CAP_INTERNAL | MALLOC_CAP_8BIT);
	if (data == NULL)
		return NULL;
	data->base = (audio_codec_data_if_t){
	    .open = i2s_data_open,
	    .is_open = i2s_data_is_open,
	    .enable = i2s_data_enable,
	    .set_fmt = i2s_data_set_fmt,
	    .read = i2s_data_read,
	    .write = i2s_data_write,
	    .close = i2s_data_close,
	};
	if (i2s_data_open(&data->base, i2s_cfg, sizeof *i2s_cfg) == ESP_CODEC_DEV_OK)
		return &data->base;
	heap_caps_free(data);
	return NULL;
}

int audio_codec_delete_data_if(const audio_codec_data_if_t *data_if) {
	if (data_if == NULL)
		return ESP_CODEC_DEV_INVALID_ARG;
	int result = data_if->close != NULL ? data_if->close(data_if) : ESP_CODEC_DEV_OK;
	heap_caps_free((void *)data_if);
	return result;
}
