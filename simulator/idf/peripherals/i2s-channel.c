#include "i2s-port.h"

#include "esp_check.h"
#include "esp_heap_caps.h"

#define TAG "i2s_common"
#define CAPS (MALLOC_CAP_INTERNAL | MALLOC_CAP_8BIT)

static pthread_mutex_t ports_lock = PTHREAD_MUTEX_INITIALIZER;
static i2s_port_t *ports[I2S_PORTS];

static i2s_chan_handle_t new_channel(i2s_port_t *port, i2s_dir_t direction, const i2s_chan_config_t *config) {
	i2s_chan_handle_t channel = heap_caps_calloc(1, sizeof *channel, CAPS);
	if (channel == NULL)
		return NULL;
	channel->queue = heap_caps_calloc(config->dma_desc_num, sizeof *channel->queue, CAPS);
	if (channel->queue == NULL) {
		heap_caps_free(channel);
		return NULL;
	}
	channel->port = port;
	channel->direction = direction;
	channel->role = config->role;
	channel->descriptors = config->dma_desc_num;
	channel->wanted_frames = config->dma_frame_num;
	channel->clears_before = config->auto_clear_before_cb;
	channel->clears_after = config->auto_clear_after_cb;
	channel->at = I2S_NONE;
	simulated_condition_initialize(&channel->changed);
	return channel;
}

static void delete_channel(i2s_chan_handle_t channel) {
	if (channel == NULL)
		return;
	pthread_cond_destroy(&channel->changed);
	heap_caps_free(channel->buffers);
	heap_caps_free(channel->queue);
	heap_caps_free(channel);
}

static esp_err_t take_port(int id, bool tx, bool rx, i2s_port_t **result) {
	int first = id == I2S_NUM_AUTO ? 0 : id, last = id == I2S_NUM_AUTO ? I2S_PORTS - 1 : id;
	for (id = first; id <= last; id++) {
		if (ports[id] == NULL) {
			ports[id] = i2s_port_new(id);
			*result = ports[id];
			return ports[id] != NULL ? ESP_OK : ESP_ERR_NO_MEM;
		}
		if (!(tx && ports[id]->tx != NULL) && !(rx && ports[id]->rx != NULL)) {
			*result = ports[id];
			return ESP_OK;
		}
	}
	ESP_LOGE(TAG, "i2s_new_channel: no available channel found");
	return ESP_ERR_NOT_FOUND;
}

static void leave_port(i2s_port_t *port) {
	if (port->tx != NULL || port->rx != NULL)
		return;
	ports[port->id] = NULL;
	i2s_port_delete(port);
}

esp_err_t i2s_new_channel(
    const i2s_chan_config_t *chan_cfg, i2s_chan_handle_t *ret_tx_handle, i2s_chan_handle_t *ret_rx_handle) {
	ESP_RETURN_ON_FALSE(chan_cfg != NULL && (ret_tx_handle != NULL || ret_rx_handle != NULL),
	    ESP_ERR_INVALID_ARG, TAG, "input parameter is NULL");
	ESP_RETURN_ON_FALSE(chan_cfg->id >= I2S_NUM_AUTO && chan_cfg->id < I2S_PORTS, ESP_ERR_INVALID_ARG, TAG,
	    "invalid I2S port id");
	ESP_RETURN_ON_FALSE(
	    chan_cfg->dma_desc_num >= 2, ESP_ERR_INVALID_ARG, TAG, "there should be at least 2 DMA buffers");
	pthread_mutex_lock(&ports_lock);
	i2s_port_t *port = NULL;
	esp_err_t result = take_port(chan_cfg->id, ret_tx_handle != NULL, ret_rx_handle != NULL, &port);
	if (result == ESP_OK) {
		i2s_chan_handle_t tx = ret_tx_handle != NULL ? new_channel(port, I2S_DIR_TX, chan_cfg) : NULL;
		i2s_chan_handle_t rx = ret_rx_handle != NULL ? new_channel(port, I2S_DIR_RX, chan_cfg) : NULL;
		if ((ret_tx_handle != NULL && tx == NULL) || (ret_rx_handle != NULL && rx == NULL)) {
			delete_channel(tx);
			delete_channel(rx);
			result = ESP_ERR_NO_MEM;
		} else {
			pthread_mutex_lock(&port->lock);
			if (tx != NULL)
				*ret_tx_handle = port->tx = tx;
			if (rx != NULL)
				*ret_rx_handle = port->rx = rx;
			pthread_mutex_unlock(&port->lock);
		}
		leave_port(port);
	}
	pthread_mutex_unlock(&ports_lock);
	return result;
}

esp_err_t i2s_del_channel(i2s_chan_handle_t handle) {
	ESP_RETURN_ON_FALSE(handle != NULL, ESP_ERR_INVALID_ARG, TAG, "input parameter 'handle' is NULL");
	i2s_port_t *port = handle->port;
	pthread_mutex_lock(&ports_lock);
	pthread_mutex_lock(&port->lock);
	bool runs = handle->state == I2S_RUNNING;
	if (!runs && port->tx == handle)
		port->tx = NULL;
	if (!runs && port->rx == handle)
		port->rx = NULL;
	pthread_mutex_unlock(&port->lock);
	if (!runs) {
		delete_channel(handle);
		leave_port(port);
	}
	pthread_mutex_unlock(&ports_lock);
	ESP_RETURN_ON_FALSE(
	    !runs, ESP_ERR_INVALID_STATE, TAG, "the channel can't be deleted unless it is disabled");
	return ESP_OK;
}

/** Sets the slots and makes the DMA's buffers for them, as large as the hardware can. */
static esp_err_t set_slot(i2s_chan_handle_t channel, const i2s_std_slot_config_t *config) {
	if (config->data_bit_width != I2S_DATA_BIT_WIDTH_16BIT) {
		ESP_LOGE(TAG, "the simulated I2S moves samples of 16 bits, not %d", config->data_bit_width);
		return ESP_ERR_NOT_SUPPORTED;
	}
	channel->config.slot_cfg = *config;
	uint32_t frames = channel->wanted_frames;
	if (frames * i2s_frame_size(channel) > I2S_MAXIMUM_BUFFER) {
		frames = I2S_MAXIMUM_BUFFER / i2s_frame_size(channel);
		ESP_LOGW(TAG, "dma frame num is out of dma buffer size, limited to %" PRIu32, frames);
	}
	uint32_t size = frames * i2s_frame_size(channel);
	if (size != channel->buffer_size) {
		uint8_t *buffers = heap_caps_calloc(channel->descriptors, size, MALLOC_CAP_INTERNAL | MALLOC_CAP_DMA);
		ESP_RETURN_ON_FALSE(buffers != NULL, ESP_ERR_NO_MEM, TAG, "allocate memory for dma buffer failed");
		heap_caps_free(channel->buffers);
		channel->buffers = buffers;
		channel->buffer_size = size;
	}
	return ESP_OK;
}

static esp_err_t set_clock(i2s_chan_handle_t channel, const i2s_std_clk_config_t *config) {
	ESP_RETURN_ON_FALSE(config->sample_rate_hz > 0, ESP_ERR_INVALID_ARG, TAG, "sample rate is 0");
	channel->config.clk_cfg = *config;
	return ESP_OK;
}

esp_err_t i2s_channel_init_std_mode(i2s_chan_handle_t handle, const i2s_std_config_t *std_cfg) {
	ESP_RETURN_ON_FALSE(
	    handle != NULL && std_cfg != NULL, ESP_ERR_INVALID_ARG, TAG, "input parameter is NULL");
	pthread_mutex_lock(&handle->port->lock);
	esp_err_t result = handle->state == I2S_REGISTERED ? ESP_OK : ESP_ERR_INVALID_STATE;
	if (result == ESP_OK)
		result = set_slot(handle, &std_cfg->slot_cfg);
	if (result == ESP_OK)
		result = set_clock(handle, &std_cfg->clk_cfg);
	if (result == ESP_OK) {
		handle->config.gpio_cfg = std_cfg->gpio_cfg;
		handle->state = I2S_READY;
	}
	pthread_mutex_unlock(&handle->port->lock);
	return result;
}

esp_err_t i2s_channel_reconfig_std_slot(i2s_chan_handle_t handle, const i2s_std_slot_config_t *slot_cfg) {
	ESP_RETURN_ON_FALSE(
	    handle != NULL && slot_cfg != NULL, ESP_ERR_INVALID_ARG, TAG, "input parameter is NULL");
	pthread_mutex_lock(&handle->port->lock);
	esp_err_t result = handle->state == I2S_READY ? set_slot(handle, slot_cfg) : ESP_ERR_INVALID_STATE;
	pthread_mutex_unlock(&handle->port->lock);
	return result;
}

esp_err_t i2s_channel_reconfig_std_clock(i2s_chan_handle_t handle, const i2s_std_clk_config_t *clk_cfg) {
	ESP_RETURN_ON_FALSE(
	    handle != NULL && clk_cfg != NULL, ESP_ERR_INVALID_ARG, TAG, "input parameter is NULL");
	pthread_mutex_lock(&handle->port->lock);
	esp_err_t result = handle->state == I2S_READY ? set_clock(handle, clk_cfg) : ESP_ERR_INVALID_STATE;
	pthread_mutex_unlock(&handle->port->lock);
	return result;
}

esp_err_t i2s_channel_reconfig_std_gpio(i2s_chan_handle_t handle, const i2s_std_gpio_config_t *gpio_cfg) {
	ESP_RETURN_ON_FALSE(
	    handle != NULL && gpio_cfg != NULL, ESP_ERR_INVALID_ARG, TAG, "input parameter is NULL");
	pthread_mutex_lock(&handle->port->lock);
	esp_err_t result = handle->state == I2S_READY ? ESP_OK : ESP_ERR_INVALID_STATE;
	if (result == ESP_OK)
		handle->config.gpio_cfg = *gpio_cfg;
	pthread_mutex_unlock(&handle->port->lock);
	return result;
}

esp_err_t i2s_channel_get_info(i2s_chan_handle_t handle, i2s_chan_info_t *chan_info) {
	ESP_RETURN_ON_FALSE(
	    handle != NULL && chan_info != NULL, ESP_ERR_INVALID_ARG, TAG, "input parameter is NULL");
	i2s_port_t *port = handle->port;
	pthread_mutex_lock(&port->lock);
	const i2s_std_config_t *config = &handle->config;
	uint32_t rate = config->clk_cfg.sample_rate_hz;
	*chan_info = (i2s_chan_info_t){
	    .id = port->id,
	    .role = handle->role,
	    .dir = handle->direction,
	    .mode = handle->state == I2S_REGISTERED ? I2S_COMM_MODE_NONE : I2S_COMM_MODE_STD,
	    .is_enabled = handle->state == I2S_RUNNING,
	    .pair_chan = handle == port->tx ? port->rx : port->tx,
	    .total_dma_buf_size = handle->descriptors * handle->buffer_size,
	    .clk_src = config->clk_cfg.clk_src,
	    .sclk_hz = 160000000,
	    .mclk_hz = rate * config->clk_cfg.mclk_multiple,
	    .bclk_hz = rate * 2 * config->slot_cfg.data_bit_width,
	    .mode_cfg = config,
	};
	pthread_mutex_unlock(&port->lock);
	return ESP_OK;
}

esp_err_t i2s_channel_register_event_callback(
    i2s_chan_handle_t handle, const i2s_event_callbacks_t *callbacks, void *user_data) {
	ESP_RETURN_ON_FALSE(
	    handle != NULL && callbacks != NULL, ESP_ERR_INVALID_ARG, TAG, "input parameter is NULL");
	pthread_mutex_lock(&handle->port->lock);
	esp_err_t result = handle->state < I2S_RUNNING ? ESP_OK : ESP_ERR_INVALID_STATE;
	if (result == ESP_OK) {
		handle->callbacks = *callbacks;
		handle->user_data = user_data;
	}
	pthread_mutex_unlock(&handle->port->lock);
	return result;
}

esp_err_t i2s_channel_enable(i2s_chan_handle_t handle) {
	ESP_RETURN_ON_FALSE(handle != NULL, ESP_ERR_INVALID_ARG, TAG, "input parameter 'handle' is NULL");
	pthread_mutex_lock(&handle->port->lock);
	bool can = handle->state == I2S_READY;
	if (can) {
		handle->state = I2S_RUNNING;
		handle->dma = 0;
		if (handle->direction == I2S_DIR_RX)
			handle->queued = 0;
		pthread_cond_broadcast(&handle->port->clocked);
		pthread_cond_broadcast(&handle->changed);
	}
	pthread_mutex_unlock(&handle->port->lock);
	ESP_RETURN_ON_FALSE(
	    can, ESP_ERR_INVALID_STATE, TAG, "the channel has already enabled or not initialized");
	return ESP_OK;
}

esp_err_t i2s_channel_disable(i2s_chan_handle_t handle) {
	ESP_RETURN_ON_FALSE(handle != NULL, ESP_ERR_INVALID_ARG, TAG, "input parameter 'handle' is NULL");
	pthread_mutex_lock(&handle->port->lock);
	bool can = handle->state == I2S_RUNNING;
	if (can) {
		handle->state = I2S_READY;
		pthread_cond_broadcast(&handle->port->clocked);
		pthread_cond_broadcast(&handle->changed);
		while (handle->is_busy)
			rtos_wait(&handle->changed, &handle->port->lock, SIMULATED_FOREVER);
		handle->at = I2S_NONE;
		handle->position = 0;
		if (handle->direction == I2S_DIR_TX)
			handle->queued = 0;
	}
	pthread_mutex_unlock(&handle->port->lock);
	ESP_RETURN_ON_FALSE(can, ESP_ERR_INVALID_STATE, TAG, "the channel has not been enabled yet");
	return ESP_OK;
}
