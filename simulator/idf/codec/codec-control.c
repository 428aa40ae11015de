#include <string.h>
#include "driver/i2c_master.h"
#include "esp_codec_dev_defaults.h"
#include "esp_heap_caps.h"
#include "esp_log.h"

#define TAG "I2C_If"
#define HZ 100000
#define TIMEOUT 100

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
	    .scl_speed_hz = HZ,
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
	if (i2c_master_transmit_receive(control->device, address, reg_len, data, data_len, TIMEOUT) == ESP_OK)
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
	if (i2c_master_transmit(control->device, bytes, reg_len + data_len, TIMEOUT) == ESP_OK)
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
	i2c_control_t *control = heap_caps_calloc(1, sizeof *control, MALLOC_CAP_INTERNAL | MALLOC_CAP_8BIT);
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
