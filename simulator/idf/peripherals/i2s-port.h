/** Between the I2S driver's parts: a port with its clock, and its channels with their simulated DMA. */
#pragma once

#include "rtos-task.h"

#include "driver/i2s_std.h"
#include "es8311-part.h"

#define I2S_PORTS 2
/** The most bytes that one DMA descriptor can have. */
#define I2S_MAXIMUM_BUFFER 4092
/** No descriptor. */
#define I2S_NONE UINT32_MAX

typedef enum { I2S_REGISTERED, I2S_READY, I2S_RUNNING } i2s_state_t;
typedef struct i2s_port i2s_port_t;

struct i2s_channel_obj_t {
	i2s_port_t *port;
	i2s_dir_t direction;
	i2s_role_t role;
	i2s_state_t state;
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

struct i2s_port {
	int id;
	pthread_mutex_t lock;
	pthread_cond_t clocked;
	pthread_t thread;
	bool quits;
	i2s_chan_handle_t tx, rx;
	i2s_frame_t output[I2S_MAXIMUM_BUFFER / 2], input[I2S_MAXIMUM_BUFFER / 2];
};

/** Makes a port and starts its clock, which stands until a channel runs. NULL when there is no memory. */
i2s_port_t *i2s_port_new(int id);
void i2s_port_delete(i2s_port_t *port);

/** Bytes of one frame in the DMA's buffers. */
uint32_t i2s_frame_size(i2s_chan_handle_t channel);

/** The DMA's buffer of a descriptor. */
uint8_t *i2s_buffer(i2s_chan_handle_t channel, uint32_t descriptor);
