#include "camera-frames.h"

#include <signal.h>
#include "esp_log.h"
#include "faults.h"
#include "ov2640-part.h"

#define TAG "cam_hal"
/** How often it is said that frames are lost. */
#define REPORT_EVERY 100

static camera_frame_t *free_frame(camera_t *camera) {
	for (size_t i = 0; i < camera->count; i++)
		if (camera->frames[i].state == FREE)
			return &camera->frames[i];
	return NULL;
}

camera_frame_t *camera_oldest(camera_t *camera, size_t *queued) {
	camera_frame_t *oldest = NULL;
	size_t count = 0;
	for (size_t i = 0; i < camera->count; i++) {
		camera_frame_t *frame = &camera->frames[i];
		if (frame->state != QUEUED)
			continue;
		count++;
		if (oldest == NULL || frame->order < oldest->order)
			oldest = frame;
	}
	if (queued != NULL)
		*queued = count;
	return oldest;
}

/** Says every so often, starting with the first, what is wrong with frames. */
static void report(unsigned *count, const char *what) {
	if ((*count)++ % REPORT_EVERY == 0)
		ESP_LOGW(TAG, "%s (%u so far)", what, *count);
}

/** Hands a frame over; the oldest that waits goes when there is no room. */
static void deliver(camera_t *camera, camera_frame_t *frame) {
	size_t queued;
	camera_frame_t *oldest = camera_oldest(camera, &queued);
	if (queued == camera->queue_length)
		oldest->state = FREE;
	frame->state = QUEUED;
	frame->order = camera->delivered++;
	pthread_cond_broadcast(&camera->changed);
}

/** Waits for the simulated sensor's clock. Returns false when the camera is to stop. */
static bool wait_until(camera_t *camera, int64_t deadline) {
	while (!camera->quits && simulated_condition_wait(&camera->changed, &camera->lock, deadline))
		continue;
	return !camera->quits;
}

/** Exposes a frame that starts at `start` and takes `period`; called and returns with the camera locked. */
static void take_frame(camera_t *camera, const ov2640_settings_t *settings, int64_t start, int64_t period) {
	camera_frame_t *frame = free_frame(camera);
	if (frame == NULL || fault_happens(FAULT_CAMERA_SILENT, 0))
		return;
	frame->state = FILLING;
	pthread_mutex_unlock(&camera->lock);
	size_t size = ov2640_expose(settings, frame->fb.buf, camera->capacity);
	pthread_mutex_lock(&camera->lock);
	if (!wait_until(camera, start + period) || size == 0) {
		frame->state = FREE;
		if (size == 0)
			report(&camera->overflows, "FB-OVF: a frame does not fit its buffer");
		return;
	}
	frame->fb.len = size;
	frame->fb.timestamp.tv_sec = start / 1000000;
	frame->fb.timestamp.tv_usec = start % 1000000;
	deliver(camera, frame);
}

/** The sensor: frames start at its own pace, whether or not there is a buffer for them. */
static void *run_sensor(void *argument) {
	camera_t *camera = argument;
	pthread_setname_np(pthread_self(), "ov2640");
	int64_t start = simulated_now();
	pthread_mutex_lock(&camera->lock);
	while (wait_until(camera, start)) {
		ov2640_settings_t settings = ov2640_settings();
		int64_t period = ov2640_frame_period(settings.width, camera->sensor.xclk_freq_hz);
		take_frame(camera, &settings, start, period);
		start += period;
		int64_t late = simulated_now() - start;
		if (late > 0)
			start += late / period * period;
	}
	pthread_mutex_unlock(&camera->lock);
	return NULL;
}

esp_err_t camera_start(camera_t *camera) {
	sigset_t all, former;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &former);
	camera->has_thread = pthread_create(&camera->thread, NULL, run_sensor, camera) == 0;
	pthread_sigmask(SIG_SETMASK, &former, NULL);
	return camera->has_thread ? ESP_OK : ESP_FAIL;
}

/** Cuts what lies behind the end-of-image marker. Returns false when there is none: the frame is not handed
 * out. */
static bool cut_at_end(camera_fb_t *fb) {
	for (size_t at = fb->len; at >= 2; at--)
		if (fb->buf[at - 2] == 0xFF && fb->buf[at - 1] == 0xD9) {
			fb->len = at;
			return true;
		}
	return false;
}

camera_fb_t *camera_take(camera_t *camera) {
	camera_frame_t *frame;
	while ((frame = camera_oldest(camera, NULL)) != NULL) {
		frame->state = TAKEN;
		if (fault_happens(FAULT_CAMERA_UNCHECKED, 0) || cut_at_end(&frame->fb))
			return &frame->fb;
		frame->state = FREE;
		report(&camera->incomplete, "NO-EOI - JPEG end marker missing");
	}
	return NULL;
}

void camera_stop(camera_t *camera) {
	pthread_mutex_lock(&camera->lock);
	camera->quits = true;
	pthread_cond_broadcast(&camera->changed);
	pthread_mutex_unlock(&camera->lock);
	if (camera->has_thread)
		pthread_join(camera->thread, NULL);
}
