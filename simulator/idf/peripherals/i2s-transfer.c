#include "i2s-port.h"

#include <string.h>
#include "esp_check.h"

#define TAG "i2s_common"

/** Takes the oldest descriptor that the DMA is done with. */
static bool next_descriptor(i2s_chan_handle_t channel) {
	if (channel->queued == 0)
		return false;
	channel->at = channel->queue[0];
	channel->position = 0;
	memmove(channel->queue, channel->queue + 1, --channel->queued * sizeof *channel->queue);
	return true;
}

/** True when the task must take another descriptor: it is through, or the DMA has all but caught up with it.
 */
static bool wants_descriptor(i2s_chan_handle_t channel) {
	return channel->at == I2S_NONE || channel->position == channel->buffer_size ||
	       channel->descriptors - 1 - channel->queued <= 1;
}

static int64_t deadline_of(uint32_t timeout_ms) {
	return rtos_deadline(timeout_ms == portMAX_DELAY ? portMAX_DELAY : pdMS_TO_TICKS(timeout_ms));
}

/** Moves `size` bytes from or to the DMA's buffers, as i2s_channel_read and i2s_channel_write of ESP-IDF do.
 */
static esp_err_t transfer(i2s_chan_handle_t channel, uint8_t *to, const uint8_t *from, size_t size,
    size_t *moved, uint32_t timeout_ms) {
	esp_err_t result = ESP_OK;
	size_t total = 0;
	pthread_mutex_t *lock = &channel->port->lock;
	pthread_mutex_lock(lock);
	int64_t deadline = deadline_of(timeout_ms);
	while ((channel->state != I2S_RUNNING || channel->is_busy) && timeout_ms > 0)
		if (!rtos_wait(&channel->changed, lock, deadline))
			break;
	if (channel->state != I2S_RUNNING || channel->is_busy) {
		result = ESP_ERR_INVALID_STATE;
	} else {
		channel->is_busy = true;
		while (total < size && channel->state == I2S_RUNNING) {
			if (wants_descriptor(channel)) {
				deadline = deadline_of(timeout_ms);
				bool in_time = true;
				while (channel->state == I2S_RUNNING && channel->queued == 0 && in_time && timeout_ms > 0)
					in_time = rtos_wait(&channel->changed, lock, deadline);
				if (channel->state != I2S_RUNNING)
					break;
				if (!next_descriptor(channel)) {
					result = ESP_ERR_TIMEOUT;
					break;
				}
			}
			size_t count = channel->buffer_size - channel->position;
			if (count > size - total)
				count = size - total;
			uint8_t *buffer = i2s_buffer(channel, channel->at) + channel->position;
			if (to != NULL)
				memcpy(to + total, buffer, count);
			else
				memcpy(buffer, from + total, count);
			channel->position += (uint32_t)count;
			total += count;
		}
		channel->is_busy = false;
		pthread_cond_broadcast(&channel->changed);
	}
	pthread_mutex_unlock(lock);
	if (moved != NULL)
		*moved = total;
	return result;
}

esp_err_t i2s_channel_write(
    i2s_chan_handle_t handle, const void *src, size_t size, size_t *bytes_written, uint32_t timeout_ms) {
	ESP_RETURN_ON_FALSE(handle != NULL, ESP_ERR_INVALID_ARG, TAG, "input parameter 'handle' is NULL");
	ESP_RETURN_ON_FALSE(
	    handle->direction == I2S_DIR_TX, ESP_ERR_INVALID_ARG, TAG, "this channel is not tx channel");
	return transfer(handle, NULL, src, size, bytes_written, timeout_ms);
}

esp_err_t i2s_channel_read(
    i2s_chan_handle_t handle, void *dest, size_t size, size_t *bytes_read, uint32_t timeout_ms) {
	ESP_RETURN_ON_FALSE(handle != NULL, ESP_ERR_INVALID_ARG, TAG, "input parameter 'handle' is NULL");
	ESP_RETURN_ON_FALSE(
	    handle->direction == I2S_DIR_RX, ESP_ERR_INVALID_ARG, TAG, "this channel is not rx channel");
	return transfer(handle, dest, NULL, size, bytes_read, timeout_ms);
}

esp_err_t i2s_channel_preload_data(
    i2s_chan_handle_t tx_handle, const void *src, size_t size, size_t *bytes_loaded) {
	ESP_RETURN_ON_FALSE(tx_handle != NULL, ESP_ERR_INVALID_ARG, TAG, "input parameter 'tx_handle' is NULL");
	ESP_RETURN_ON_FALSE(
	    tx_handle->direction == I2S_DIR_TX, ESP_ERR_INVALID_ARG, TAG, "this channel is not tx channel");
	pthread_mutex_lock(&tx_handle->port->lock);
	bool can = tx_handle->state == I2S_READY;
	size_t total = 0;
	if (can) {
		if (tx_handle->at == I2S_NONE) {
			tx_handle->queued = 0;
			for (uint32_t i = 1; i < tx_handle->descriptors; i++)
				tx_handle->queue[tx_handle->queued++] = i;
			tx_handle->at = 0;
			tx_handle->position = 0;
		}
		while (total < size) {
			if (tx_handle->position == tx_handle->buffer_size && !next_descriptor(tx_handle))
				break;
			size_t count = tx_handle->buffer_size - tx_handle->position;
			if (count > size - total)
				count = size - total;
			memcpy(i2s_buffer(tx_handle, tx_handle->at) + tx_handle->position, (const uint8_t *)src + total,
			    count);
			tx_handle->position += (uint32_t)count;
			total += count;
		}
		*bytes_loaded = total;
	}
	pthread_mutex_unlock(&tx_handle->port->lock);
	ESP_RETURN_ON_FALSE(
	    can, ESP_ERR_INVALID_STATE, TAG, "data can only be preloaded when the channel is I2S_READY");
	return ESP_OK;
}
