#include "rtos-task.h"

#include <signal.h>
#include <string.h>
#include "driver/i2s_std.h"
#include "es8311-part.h"
#include "esp_check.h"
#include "esp_heap_caps.h"
#include "faults.h"

#define TAG "i2s_common"
#define PORTS 2
#define MAXIMUM_BUFFER 4092
#define CAPS (MALLOC_CAP_INTERNAL | MALLOC_CAP_8BIT)
#define NONE UINT32_MAX
/** How far the clock may be behind, in microseconds, before what was missed is given up: the program was
 * stopped. */
#define MAXIMUM_LATENESS 1000000

typedef enum { REGISTERED, READY, RUNNING } state_t;
typedef struct port port_t;

struct i2s_channel_obj_t {
	port_t *port;
	i2s_dir_t direction;
	i2s_role_t role;
	state_t state;
	i2s_std_config_t config;
	uint32_t descriptors;
	uint32_t wanted_frames;
	bool clears_before, clears_after;
	i2s_event_callbacks_t callbacks;
	void *user_data;

	/** The DMA's buffers, one after the other. */
	uint8_t *buffers;
	uint32_t buffer_size;
	/** The descriptor that the DMA is at. */
	uint32_t dma;
	/** Descriptors that the DMA is done with, the oldest first: one less fit than there are. */
	uint32_t *queue;
	uint32_t queued;
	/** The descriptor that the task is at, and its position there. */
	uint32_t at;
	uint32_t position;
	/** A task is reading or writing. */
	bool is_busy;
	pthread_cond_t changed;
};

struct port {
	int id;
	pthread_mutex_t lock;
	pthread_cond_t clocked;
	pthread_t thread;
	bool quits;
	i2s_chan_handle_t tx, rx;
	i2s_frame_t output[MAXIMUM_BUFFER / 2], input[MAXIMUM_BUFFER / 2];
};

static pthread_mutex_t ports_lock = PTHREAD_MUTEX_INITIALIZER;
static port_t *ports[PORTS];

static uint32_t slots(i2s_chan_handle_t channel) {
	return channel->config.slot_cfg.slot_mode == I2S_SLOT_MODE_STEREO ? 2 : 1;
}

static uint32_t frame_size(i2s_chan_handle_t channel) {
	return slots(channel) * (uint32_t)sizeof(int16_t);
}

static uint32_t frames_in_buffer(i2s_chan_handle_t channel) {
	return channel->buffer_size / frame_size(channel);
}

static bool is_running(i2s_chan_handle_t channel) {
	return channel != NULL && channel->state == RUNNING;
}

/** The channel whose clock the port runs on: the transmitter's when it runs. */
static i2s_chan_handle_t clock_of(port_t *port) {
	return is_running(port->tx) ? port->tx : is_running(port->rx) ? port->rx : NULL;
}

static uint8_t *buffer_at(i2s_chan_handle_t channel, uint32_t descriptor) {
	return channel->buffers + (size_t)descriptor * channel->buffer_size;
}

/** What goes out next on the wire: mono goes to the slots of the mask. */
static void fetch_output(i2s_chan_handle_t channel, i2s_frame_t *frames, uint32_t count) {
	const int16_t *samples = (const int16_t *)(const void *)buffer_at(channel, channel->dma);
	if (slots(channel) == 2) {
		memcpy(frames, samples, count * sizeof *frames);
		return;
	}
	i2s_std_slot_mask_t mask = channel->config.slot_cfg.slot_mask;
	for (uint32_t i = 0; i < count; i++) {
		frames[i][0] = mask & I2S_STD_SLOT_LEFT ? samples[i] : 0;
		frames[i][1] = mask & I2S_STD_SLOT_RIGHT ? samples[i] : 0;
	}
}

/** What came in on the wire: mono takes the right slot only when the mask has no other. */
static void store_input(i2s_chan_handle_t channel, const i2s_frame_t *frames, uint32_t count) {
	int16_t *samples = (int16_t *)(void *)buffer_at(channel, channel->dma);
	if (slots(channel) == 2) {
		memcpy(samples, frames, count * sizeof *frames);
		return;
	}
	int slot = channel->config.slot_cfg.slot_mask == I2S_STD_SLOT_RIGHT ? 1 : 0;
	for (uint32_t i = 0; i < count; i++)
		samples[i] = frames[i][slot];
}

/** The DMA is done with a descriptor: the task can have it. Returns true when the task had not taken the
 * oldest. */
static bool finish_descriptor(i2s_chan_handle_t channel) {
	uint32_t capacity = channel->descriptors - 1;
	bool overflows = channel->queued == capacity;
	if (overflows)
		memmove(channel->queue, channel->queue + 1, --channel->queued * sizeof *channel->queue);
	channel->queue[channel->queued++] = channel->dma;
	channel->dma = (channel->dma + 1) % channel->descriptors;
	pthread_cond_broadcast(&channel->changed);
	return overflows;
}

typedef struct {
	i2s_chan_handle_t channel;
	i2s_isr_callback_t done, overflow;
	i2s_event_data_t event;
	void *user_data;
} interrupt_t;

static interrupt_t finish(i2s_chan_handle_t channel) {
	bool is_tx = channel->direction == I2S_DIR_TX;
	interrupt_t interrupt = {
	    .channel = channel,
	    .done = is_tx ? channel->callbacks.on_sent : channel->callbacks.on_recv,
	    .event = {.dma_buf = buffer_at(channel, channel->dma), .size = channel->buffer_size},
	    .user_data = channel->user_data,
	};
	if (is_tx && (channel->clears_before || channel->clears_after))
		memset(interrupt.event.dma_buf, 0, channel->buffer_size);
	if (finish_descriptor(channel))
		interrupt.overflow = is_tx ? channel->callbacks.on_send_q_ovf : channel->callbacks.on_recv_q_ovf;
	return interrupt;
}

static void call_back(interrupt_t *interrupt) {
	rtos_set_interrupt_context(true);
	if (interrupt->done != NULL)
		interrupt->done(interrupt->channel, &interrupt->event, interrupt->user_data);
	if (interrupt->overflow != NULL)
		interrupt->overflow(interrupt->channel, &interrupt->event, interrupt->user_data);
	rtos_set_interrupt_context(false);
}

/** Moves one buffer's worth of frames each way, at the same time. Called and returns with the port locked. */
static void move_block(port_t *port, uint32_t count, uint32_t rate) {
	bool sends = is_running(port->tx) && frames_in_buffer(port->tx) == count;
	bool receives = is_running(port->rx) && frames_in_buffer(port->rx) == count;
	if (sends)
		fetch_output(port->tx, port->output, count);
	es8311_exchange(sends ? port->output : NULL, receives ? port->input : NULL, count, rate);
	interrupt_t sent = {0}, received = {0};
	if (sends)
		sent = finish(port->tx);
	if (receives) {
		store_input(port->rx, port->input, count);
		received = finish(port->rx);
	}
	pthread_mutex_unlock(&port->lock);
	call_back(&sent);
	call_back(&received);
	pthread_mutex_lock(&port->lock);
}

/** The port's clock. Time is counted in frames from where the clock started, so that it does not drift. */
static void *run_clock(void *argument) {
	port_t *port = argument;
	int64_t origin = 0, frames = 0;
	uint32_t rate = 0;
	pthread_setname_np(pthread_self(), "i2s");
	pthread_mutex_lock(&port->lock);
	while (!port->quits) {
		i2s_chan_handle_t clock = clock_of(port);
		if (clock == NULL) {
			rate = 0;
			simulated_condition_wait(&port->clocked, &port->lock, SIMULATED_FOREVER);
			continue;
		}
		if (rate != clock->config.clk_cfg.sample_rate_hz) {
			rate = clock->config.clk_cfg.sample_rate_hz;
			origin = simulated_now();
			frames = 0;
		}
		uint32_t count = frames_in_buffer(clock);
		int64_t deadline = origin + (frames + count) * 1000000 / rate;
		int64_t now = simulated_now();
		if (now < deadline) {
			simulated_condition_wait(&port->clocked, &port->lock, deadline);
			continue;
		}
		frames += count;
		if (now > deadline + MAXIMUM_LATENESS) {
			ESP_LOGW(TAG, "I2S%d: the clock stood for %d ms", port->id, (int)((now - deadline) / 1000));
			origin = now;
			frames = 0;
		} else if (!fault_happens(FAULT_I2S_STALL, port->id)) {
			move_block(port, count, rate);
		}
	}
	pthread_mutex_unlock(&port->lock);
	return NULL;
}

static port_t *new_port(int id) {
	port_t *port = heap_caps_calloc(1, sizeof *port, MALLOC_CAP_8BIT | MALLOC_CAP_SPIRAM);
	if (port == NULL)
		return NULL;
	port->id = id;
	pthread_mutex_init(&port->lock, NULL);
	simulated_condition_initialize(&port->clocked);
	sigset_t all, former;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &former);
	int error = pthread_create(&port->thread, NULL, run_clock, port);
	pthread_sigmask(SIG_SETMASK, &former, NULL);
	if (error != 0) {
		pthread_mutex_destroy(&port->lock);
		pthread_cond_destroy(&port->clocked);
		heap_caps_free(port);
		return NULL;
	}
	return port;
}

static void delete_port(port_t *port) {
	pthread_mutex_lock(&port->lock);
	port->quits = true;
	pthread_cond_broadcast(&port->clocked);
	pthread_mutex_unlock(&port->lock);
	pthread_join(port->thread, NULL);
	pthread_mutex_destroy(&port->lock);
	pthread_cond_destroy(&port->clocked);
	heap_caps_free(port);
}

static i2s_chan_handle_t new_channel(port_t *port, i2s_dir_t direction, const i2s_chan_config_t *config) {
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
	channel->at = NONE;
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

static esp_err_t take_port(int id, bool tx, bool rx, port_t **result) {
	int first = id == I2S_NUM_AUTO ? 0 : id, last = id == I2S_NUM_AUTO ? PORTS - 1 : id;
	for (id = first; id <= last; id++) {
		if (ports[id] == NULL) {
			ports[id] = new_port(id);
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

static void leave_port(port_t *port) {
	if (port->tx != NULL || port->rx != NULL)
		return;
	ports[port->id] = NULL;
	delete_port(port);
}

esp_err_t i2s_new_channel(
    const i2s_chan_config_t *chan_cfg, i2s_chan_handle_t *ret_tx_handle, i2s_chan_handle_t *ret_rx_handle) {
	ESP_RETURN_ON_FALSE(chan_cfg != NULL && (ret_tx_handle != NULL || ret_rx_handle != NULL),
	    ESP_ERR_INVALID_ARG, TAG, "input parameter is NULL");
	ESP_RETURN_ON_FALSE(chan_cfg->id >= I2S_NUM_AUTO && chan_cfg->id < PORTS, ESP_ERR_INVALID_ARG, TAG,
	    "invalid I2S port id");
	ESP_RETURN_ON_FALSE(
	    chan_cfg->dma_desc_num >= 2, ESP_ERR_INVALID_ARG, TAG, "there should be at least 2 DMA buffers");
	pthread_mutex_lock(&ports_lock);
	port_t *port = NULL;
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
	port_t *port = handle->port;
	pthread_mutex_lock(&ports_lock);
	pthread_mutex_lock(&port->lock);
	bool runs = handle->state == RUNNING;
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
	if (frames * frame_size(channel) > MAXIMUM_BUFFER) {
		frames = MAXIMUM_BUFFER / frame_size(channel);
		ESP_LOGW(TAG, "dma frame num is out of dma buffer size, limited to %" PRIu32, frames);
	}
	uint32_t size = frames * frame_size(channel);
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
	esp_err_t result = handle->state == REGISTERED ? ESP_OK : ESP_ERR_INVALID_STATE;
	if (result == ESP_OK)
		result = set_slot(handle, &std_cfg->slot_cfg);
	if (result == ESP_OK)
		result = set_clock(handle, &std_cfg->clk_cfg);
	if (result == ESP_OK) {
		handle->config.gpio_cfg = std_cfg->gpio_cfg;
		handle->state = READY;
	}
	pthread_mutex_unlock(&handle->port->lock);
	return result;
}

esp_err_t i2s_channel_reconfig_std_slot(i2s_chan_handle_t handle, const i2s_std_slot_config_t *slot_cfg) {
	ESP_RETURN_ON_FALSE(
	    handle != NULL && slot_cfg != NULL, ESP_ERR_INVALID_ARG, TAG, "input parameter is NULL");
	pthread_mutex_lock(&handle->port->lock);
	esp_err_t result = handle->state == READY ? set_slot(handle, slot_cfg) : ESP_ERR_INVALID_STATE;
	pthread_mutex_unlock(&handle->port->lock);
	return result;
}

esp_err_t i2s_channel_reconfig_std_clock(i2s_chan_handle_t handle, const i2s_std_clk_config_t *clk_cfg) {
	ESP_RETURN_ON_FALSE(
	    handle != NULL && clk_cfg != NULL, ESP_ERR_INVALID_ARG, TAG, "input parameter is NULL");
	pthread_mutex_lock(&handle->port->lock);
	esp_err_t result = handle->state == READY ? set_clock(handle, clk_cfg) : ESP_ERR_INVALID_STATE;
	pthread_mutex_unlock(&handle->port->lock);
	return result;
}

esp_err_t i2s_channel_reconfig_std_gpio(i2s_chan_handle_t handle, const i2s_std_gpio_config_t *gpio_cfg) {
	ESP_RETURN_ON_FALSE(
	    handle != NULL && gpio_cfg != NULL, ESP_ERR_INVALID_ARG, TAG, "input parameter is NULL");
	pthread_mutex_lock(&handle->port->lock);
	esp_err_t result = handle->state == READY ? ESP_OK : ESP_ERR_INVALID_STATE;
	if (result == ESP_OK)
		handle->config.gpio_cfg = *gpio_cfg;
	pthread_mutex_unlock(&handle->port->lock);
	return result;
}

esp_err_t i2s_channel_get_info(i2s_chan_handle_t handle, i2s_chan_info_t *chan_info) {
	ESP_RETURN_ON_FALSE(
	    handle != NULL && chan_info != NULL, ESP_ERR_INVALID_ARG, TAG, "input parameter is NULL");
	port_t *port = handle->port;
	pthread_mutex_lock(&port->lock);
	const i2s_std_config_t *config = &handle->config;
	uint32_t rate = config->clk_cfg.sample_rate_hz;
	*chan_info = (i2s_chan_info_t){
	    .id = port->id,
	    .role = handle->role,
	    .dir = handle->direction,
	    .mode = handle->state == REGISTERED ? I2S_COMM_MODE_NONE : I2S_COMM_MODE_STD,
	    .is_enabled = handle->state == RUNNING,
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
	esp_err_t result = handle->state < RUNNING ? ESP_OK : ESP_ERR_INVALID_STATE;
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
	bool can = handle->state == READY;
	if (can) {
		handle->state = RUNNING;
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
	bool can = handle->state == RUNNING;
	if (can) {
		handle->state = READY;
		pthread_cond_broadcast(&handle->port->clocked);
		pthread_cond_broadcast(&handle->changed);
		while (handle->is_busy)
			rtos_wait(&handle->changed, &handle->port->lock, SIMULATED_FOREVER);
		handle->at = NONE;
		handle->position = 0;
		if (handle->direction == I2S_DIR_TX)
			handle->queued = 0;
	}
	pthread_mutex_unlock(&handle->port->lock);
	ESP_RETURN_ON_FALSE(can, ESP_ERR_INVALID_STATE, TAG, "the channel has not been enabled yet");
	return ESP_OK;
}

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
	return channel->at == NONE || channel->position == channel->buffer_size ||
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
	while ((channel->state != RUNNING || channel->is_busy) && timeout_ms > 0)
		if (!rtos_wait(&channel->changed, lock, deadline))
			break;
	if (channel->state != RUNNING || channel->is_busy) {
		result = ESP_ERR_INVALID_STATE;
	} else {
		channel->is_busy = true;
		while (total < size && channel->state == RUNNING) {
			if (wants_descriptor(channel)) {
				deadline = deadline_of(timeout_ms);
				bool in_time = true;
				while (channel->state == RUNNING && channel->queued == 0 && in_time && timeout_ms > 0)
					in_time = rtos_wait(&channel->changed, lock, deadline);
				if (channel->state != RUNNING)
					break;
				if (!next_descriptor(channel)) {
					result = ESP_ERR_TIMEOUT;
					break;
				}
			}
			size_t count = channel->buffer_size - channel->position;
			if (count > size - total)
				count = size - total;
			uint8_t *buffer = buffer_at(channel, channel->at) + channel->position;
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
	bool can = tx_handle->state == READY;
	size_t total = 0;
	if (can) {
		if (tx_handle->at == NONE) {
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
			memcpy(buffer_at(tx_handle, tx_handle->at) + tx_handle->position, (const uint8_t *)src + total,
			    count);
			tx_handle->position += (uint32_t)count;
			total += count;
		}
		*bytes_loaded = total;
	}
	pthread_mutex_unlock(&tx_handle->port->lock);
	ESP_RETURN_ON_FALSE(
	    can, ESP_ERR_INVALID_STATE, TAG, "data can only be preloaded when the channel is READY");
	return ESP_OK;
}
