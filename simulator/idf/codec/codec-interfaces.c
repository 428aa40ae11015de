#include "rtos-task.h"

#include <string.h>
#include "driver/gpio.h"
#include "driver/i2c_master.h"
#include "driver/i2s_std.h"
#include "esp_codec_dev_defaults.h"
#include "esp_heap_caps.h"
#include "esp_log.h"

#define TAG "codec_if"
#define CAPS (MALLOC_CAP_INTERNAL | MALLOC_CAP_8BIT)
#define I2C_HZ 100000
#define I2C_TIMEOUT 100
#define I2S_TIMEOUT 1000
#define PORTS 2

static int gpio_setup(int16_t gpio, audio_gpio_dir_t dir, audio_gpio_mode_t mode) {
	if (gpio == -1)
		return ESP_CODEC_DEV_INVALID_ARG;
	gpio_config_t config = {
	    .pin_bit_mask = BIT64(gpio),
	    .mode = dir == AUDIO_GPIO_DIR_OUT ? GPIO_MODE_OUTPUT : GPIO_MODE_INPUT,
	    .pull_up_en = mode & AUDIO_GPIO_MODE_PULL_UP ? GPIO_PULLUP_ENABLE : GPIO_PULLUP_DISABLE,
	    .pull_down_en = mode & AUDIO_GPIO_MODE_PULL_DOWN ? GPIO_PULLDOWN_ENABLE : GPIO_PULLDOWN_DISABLE,
	};
	return gpio_config(&config) == ESP_OK ? ESP_CODEC_DEV_OK : ESP_CODEC_DEV_DRV_ERR;
}

static int gpio_set(int16_t gpio, bool high) {
	if (gpio == -1)
		return ESP_CODEC_DEV_INVALID_ARG;
	return gpio_set_level(gpio, high) == ESP_OK ? ESP_CODEC_DEV_OK : ESP_CODEC_DEV_DRV_ERR;
}

static bool gpio_get(int16_t gpio) {
	return gpio != -1 && gpio_get_level(gpio) != 0;
}

const audio_codec_gpio_if_t *audio_codec_new_gpio(void) {
	audio_codec_gpio_if_t *gpio = heap_caps_malloc(sizeof *gpio, CAPS);
	if (gpio != NULL)
		*gpio = (audio_codec_gpio_if_t){gpio_setup, gpio_set, gpio_get};
	return gpio;
}

int audio_codec_delete_gpio_if(const audio_codec_gpio_if_t *gpio_if) {
	if (gpio_if == NULL)
		return ESP_CODEC_DEV_INVALID_ARG;
	heap_caps_free((void *)gpio_if);
	return ESP_CODEC_DEV_OK;
}

typedef struct {
	audio_codec_ctrl_if_t base;
	bool is_open;
	uint8_t address;
	i2c_master_dev_handle_t device;
} i2c_control_t;

static int i2c_open(const audio_codec_ctrl_if_t *ctrl, void *cfg, int cfg_size) {
	i2c_control_t *control = (i2c_control_t *)ctrl;
	audio_codec_i2c_cfg_t *config = cfg;
	if (control == NULL || config == NULL || cfg_size != sizeof *config || config->bus_handle == NULL)
		return ESP_CODEC_DEV_INVALID_ARG;
	control->address = config->addr;
	i2c_device_config_t device = {
	    .dev_addr_length = I2C_ADDR_BIT_LEN_7,
	    .device_address = config->addr >> 1,
	    .scl_speed_hz = I2C_HZ,
	};
	return i2c_master_bus_add_device(config->bus_handle, &device, &control->device) == ESP_OK
	           ? ESP_CODEC_DEV_OK
	           : ESP_CODEC_DEV_DRV_ERR;
}

static bool i2c_is_open(const audio_codec_ctrl_if_t *ctrl) {
	return ctrl != NULL && ((const i2c_control_t *)ctrl)->is_open;
}

static int i2c_read_reg(const audio_codec_ctrl_if_t *ctrl, int reg, int reg_len, void *data, int data_len) {
	const i2c_control_t *control = (const i2c_control_t *)ctrl;
	if (control == NULL || data == NULL)
		return ESP_CODEC_DEV_INVALID_ARG;
	if (!control->is_open)
		return ESP_CODEC_DEV_WRONG_STATE;
	uint8_t address[2] = {reg_len > 1 ? reg >> 8 : reg, reg};
	if (i2c_master_transmit_receive(control->device, address, reg_len, data, data_len, I2C_TIMEOUT) == ESP_OK)
		return ESP_CODEC_DEV_OK;
	ESP_LOGE(TAG, "Fail to read from dev %x", control->address);
	return ESP_CODEC_DEV_READ_FAIL;
}

static int i2c_write_reg(const audio_codec_ctrl_if_t *ctrl, int reg, int reg_len, void *data, int data_len) {
	const i2c_control_t *control = (const i2c_control_t *)ctrl;
	if (control == NULL || data == NULL)
		return ESP_CODEC_DEV_INVALID_ARG;
	if (!control->is_open)
		return ESP_CODEC_DEV_WRONG_STATE;
	if (reg_len + data_len > 4)
		return ESP_CODEC_DEV_WRITE_FAIL;
	uint8_t bytes[4] = {reg_len > 1 ? reg >> 8 : reg, reg};
	memcpy(bytes + reg_len, data, data_len);
	if (i2c_master_transmit(control->device, bytes, reg_len + data_len, I2C_TIMEOUT) == ESP_OK)
		return ESP_CODEC_DEV_OK;
	ESP_LOGE(TAG, "Fail to write to dev %x", control->address);
	return ESP_CODEC_DEV_WRITE_FAIL;
}

static int i2c_close(const audio_codec_ctrl_if_t *ctrl) {
	i2c_control_t *control = (i2c_control_t *)ctrl;
	if (control == NULL)
		return ESP_CODEC_DEV_INVALID_ARG;
	if (control->device != NULL)
		i2c_master_bus_rm_device(control->device);
	control->device = NULL;
	control->is_open = false;
	return ESP_CODEC_DEV_OK;
}

const audio_codec_ctrl_if_t *audio_codec_new_i2c_ctrl(audio_codec_i2c_cfg_t *i2c_cfg) {
	if (i2c_cfg == NULL) {
		ESP_LOGE(TAG, "Bad configuration");
		return NULL;
	}
	i2c_control_t *control = heap_caps_calloc(1, sizeof *control, CAPS);
	if (control == NULL)
		return NULL;
	control->base = (audio_codec_ctrl_if_t){i2c_open, i2c_is_open, i2c_read_reg, i2c_write_reg, i2c_close};
	if (i2c_open(&control->base, i2c_cfg, sizeof *i2c_cfg) != ESP_CODEC_DEV_OK) {
		heap_caps_free(control);
		return NULL;
	}
	control->is_open = true;
	return &control->base;
}

int audio_codec_delete_ctrl_if(const audio_codec_ctrl_if_t *ctrl_if) {
	if (ctrl_if == NULL)
		return ESP_CODEC_DEV_INVALID_ARG;
	int result = ctrl_if->close != NULL ? ctrl_if->close(ctrl_if) : ESP_CODEC_DEV_OK;
	heap_caps_free((void *)ctrl_if);
	return result;
}

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
	esp_err_t result = i2s_channel_read(self->rx, data, size, &count, I2S_TIMEOUT);
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
	esp_err_t result = i2s_channel_write(self->tx, data, size, &count, I2S_TIMEOUT);
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
	i2s_data_t *data = heap_caps_calloc(1, sizeof *data, CAPS);
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
