/** Between the camera driver's parts: frame buffers, and the simulated sensor that fills them at its own
 * pace. */
#pragma once

#include "rtos-task.h"

#include "esp_camera.h"

typedef struct {
	camera_fb_t fb;
	enum { FREE, FILLING, QUEUED, TAKEN } state;
	/** When it was queued, counted in frames. */
	uint64_t order;
} camera_frame_t;

/** A camera that is open. What follows the lock is guarded by it. */
typedef struct {
	sensor_t sensor;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	pthread_t thread;
	bool has_thread, quits;
	camera_frame_t *frames;
	size_t count, queue_length;
	size_t capacity;
	uint64_t delivered;
	unsigned waiting;
	unsigned overflows, incomplete;
} camera_t;

/** Starts the sensor. */
esp_err_t camera_start(camera_t *camera);

/** Ends what `camera_start` started, if it did. */
void camera_stop(camera_t *camera);

/** The frame that has waited longest, NULL when none waits. `queued` counts them when it is not NULL. */
camera_frame_t *camera_oldest(camera_t *camera, size_t *queued);

/** Takes the oldest frame that waits and is whole, NULL when there is none. */
camera_fb_t *camera_take(camera_t *camera);
