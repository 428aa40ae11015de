#include "i2s-port.h"

#include <signal.h>
#include <string.h>
#include "esp_heap_caps.h"
#include "esp_log.h"
#include "faults.h"

#define TAG "i2s_common"
/** How far the clock may be behind, in microseconds, before what was missed is given up: the program was
 * stopped. */
#define MAXIMUM_LATENESS 1000000

static uint32_t slots(i2s_chan_handle_t channel) {
	return channel->config.slot_cfg.slot_mode == I2S_SLOT_MODE_STEREO ? 2 : 1;
}

uint32_t i2s_frame_size(i2s_chan_handle_t channel) {
	return slots(channel) * (uint32_t)sizeof(int16_t);
}

static uint32_t frames_in_buffer(i2s_chan_handle_t channel) {
	return channel->buffer_size / i2s_frame_size(channel);
}

static bool is_running(i2s_chan_handle_t channel) {
	return channel != NULL && channel->state == I2S_RUNNING;
}

/** The channel whose clock the port runs on: the transmitter's when it runs. */
static i2s_chan_handle_t clock_of(i2s_port_t *port) {
	return is_running(port->tx) ? port->tx : is_running(port->rx) ? port->rx : NULL;
}

uint8_t *i2s_buffer(i2s_chan_handle_t channel, uint32_t descriptor) {
	return channel->buffers + (size_t)descriptor * channel->buffer_size;
}

/** What goes out next on the wire: mono goes to the slots of the mask. */
static void fetch_output(i2s_chan_handle_t channel, i2s_frame_t *frames, uint32_t count) {
	const int16_t *samples = (const int16_t *)(const void *)i2s_buffer(channel, channel->dma);
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
	int16_t *samples = (int16_t *)(void *)i2s_buffer(channel, channel->dma);
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
	    .event = {.dma_buf = i2s_buffer(channel, channel->dma), .size = channel->buffer_size},
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
static void move_block(i2s_port_t *port, uint32_t count, uint32_t rate) {
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
	i2s_port_t *port = argument;
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

i2s_port_t *i2s_port_new(int id) {
	i2s_port_t *port = heap_caps_calloc(1, sizeof *port, MALLOC_CAP_8BIT | MALLOC_CAP_SPIRAM);
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

void i2s_port_delete(i2s_port_t *port) {
	pthread_mutex_lock(&port->lock);
	port->quits = true;
	pthread_cond_broadcast(&port->clocked);
	pthread_mutex_unlock(&port->lock);
	pthread_join(port->thread, NULL);
	pthread_mutex_destroy(&port->lock);
	pthread_cond_destroy(&port->clocked);
	heap_caps_free(port);
}
