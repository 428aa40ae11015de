#include <string.h>

#include "esp_timer.h"
#include "jpeg-frame.h"
#include "ov2640-core.h"

/** esp_camera_fb_get waits up to four seconds and can't be told to stop, so it is only called for a frame
 * that is there. This is what a frame may be late by for it. */
#define POLL_MILLISECONDS 4
#define TAKEN_MILLISECONDS 5

static bool goes_on(ov2640_core_t *core) {
	return ov2640_core_is_started(core) && !driver_task_is_ending(&core->task);
}

static void report(ov2640_core_t *core, const driver_fault_t *fault) {
	driver_health_failed(&core->health, driver_session_number(&core->session), fault);
}

/** Gives back what JavaScript has returned, and the frame that waits for it unless that is `wanted`. */
static void give_back(ov2640_core_t *core, bool wanted) {
	camera_fb_t *buffers[OV2640_RETURNS + 1];
	xSemaphoreTake(core->lock, portMAX_DELAY);
	memcpy(buffers, core->returns, sizeof core->returns);
	memset(core->returns, 0, sizeof core->returns);
	buffers[OV2640_RETURNS] = wanted ? NULL : core->ready.buffer;
	if (!wanted)
		core->ready.buffer = NULL;
	xSemaphoreGive(core->lock);
	for (int index = 0; index <= OV2640_RETURNS; index++) {
		if (buffers[index] != NULL)
			esp_camera_fb_return(buffers[index]);
	}
}

/** Closes the sensor, or waits for the frame that is lent, whose memory it would free. */
static void close_sensor(ov2640_core_t *core) {
	give_back(core, false);
	if (ov2640_core_is_lent(core)) {
		driver_task_rest(&core->task);
		return;
	}
	ov2640_sensor_close(&core->sensor);
	core->reopen = false;
}

static void open_sensor(ov2640_core_t *core) {
	driver_fault_t fault;
	core->validSession = driver_session_number(&core->session);
	core->applied = ov2640_core_settings(core);
	ov2640_opening_t opening = ov2640_sensor_open(&core->sensor, &core->applied, &fault);
	if (opening == OV2640_TAKEN)
		driver_task_sleep(&core->task, TAKEN_MILLISECONDS);
	if (opening == OV2640_FAILED) {
		report(core, &fault);
		driver_task_sleep(&core->task, driver_health_retry(&core->health));
	}
	frame_pacer_set(&core->pacer, core->applied.framesPerSecond);
	core->validFrom = core->lastFrame = core->lastWhole = esp_timer_get_time();
}

static bool differ(const ov2640_settings_t *a, const ov2640_settings_t *b) {
	return a->frameSize != b->frameSize || a->quality != b->quality || a->brightness != b->brightness ||
	       a->mirror != b->mirror || a->flip != b->flip;
}

/** Frames that began before the sensor had taken all of its new settings are not shown. */
static void apply_settings(ov2640_core_t *core) {
	driver_fault_t fault;
	ov2640_settings_t settings = ov2640_core_settings(core);
	if (settings.framesPerSecond != core->applied.framesPerSecond)
		frame_pacer_set(&core->pacer, settings.framesPerSecond);
	if (!ov2640_sensor_fits(&core->sensor, &settings)) {
		core->reopen = true;
	} else if (differ(&settings, &core->applied)) {
		if (!ov2640_sensor_apply(&core->sensor, &settings, &fault))
			report(core, &fault);
		core->validFrom = esp_timer_get_time();
	}
	core->applied = settings;
}

static void count(atomic_uint_least32_t *counter) {
	atomic_fetch_add_explicit(counter, 1, memory_order_relaxed);
}

/** Puts a whole frame in the place of the newest; returns what has to be given back. */
static camera_fb_t *offer(ov2640_core_t *core, const ov2640_frame_t *frame) {
	xSemaphoreTake(core->lock, portMAX_DELAY);
	camera_fb_t *replaced = core->ready.buffer;
	core->ready = *frame;
	xSemaphoreGive(core->lock);
	if (replaced != NULL)
		count(&core->dropped);
	driver_notice_raise(&core->notice, OV2640_EVENT_READABLE);
	return replaced;
}

/** Sees to one frame; returns the buffer that has to be given back. */
static camera_fb_t *receive(ov2640_core_t *core, camera_fb_t *buffer, uint32_t session) {
	ov2640_frame_t frame = {.buffer = buffer, .session = session};
	frame.captureTime = (int64_t)buffer->timestamp.tv_sec * 1000000 + buffer->timestamp.tv_usec;
	core->lastFrame = esp_timer_get_time();
	frame_pacer_t pacer = core->pacer;
	if (frame.captureTime < core->validFrom || !frame_pacer_accepts(&core->pacer, frame.captureTime))
		return buffer;
	frame.sequence = core->sequence++;
	frame.length = jpeg_frame_length(buffer->buf, buffer->len);
	if (frame.length == 0) {
		core->pacer = pacer;
		count(&core->broken);
		return buffer;
	}
	core->lastWhole = core->lastFrame;
	driver_health_worked(&core->health);
	return offer(core, &frame);
}

static void check_silence(ov2640_core_t *core) {
	driver_fault_t fault;
	int64_t now = esp_timer_get_time();
	int64_t silence = (int64_t)core->configuration.silence * 1000;
	if (now - core->lastFrame > silence)
		driver_fault_set(&fault, "camera-silent", ESP_ERR_TIMEOUT,
		    "no frame for %u ms; the sensor is initialised anew", (unsigned)core->configuration.silence);
	else if (now - core->lastWhole > silence + 2 * core->pacer.period)
		driver_fault_set(&fault, "camera-silent", ESP_ERR_INVALID_RESPONSE,
		    "no whole JPEG for %u ms; the sensor is initialised anew", (unsigned)core->configuration.silence);
	else
		return;
	report(core, &fault);
	core->reopen = true;
	count(&core->restarts);
}

/** A sensor that stayed open from one session to the next, as it does while a frame is lent, has frames of
 * before. */
static void note_session(ov2640_core_t *core, uint32_t session) {
	if (session == core->validSession)
		return;
	core->validSession = session;
	core->validFrom = esp_timer_get_time();
}

static void capture(ov2640_core_t *core) {
	uint32_t session = driver_session_number(&core->session);
	note_session(core, session);
	give_back(core, true);
	apply_settings(core);
	if (esp_camera_available_frames()) {
		camera_fb_t *buffer = esp_camera_fb_get();
		camera_fb_t *back = buffer != NULL ? receive(core, buffer, session) : NULL;
		if (back != NULL)
			esp_camera_fb_return(back);
	} else {
		driver_task_sleep(&core->task, POLL_MILLISECONDS);
	}
	check_silence(core);
}

void ov2640_capture_run(driver_shared_t *shared) {
	ov2640_core_t *core = (ov2640_core_t *)shared;
	while (!driver_task_is_ending(&core->task)) {
		bool wanted = goes_on(core);
		if (core->sensor.open && (!wanted || core->reopen))
			close_sensor(core);
		else if (!wanted)
			driver_task_rest(&core->task);
		else if (!core->sensor.open)
			open_sensor(core);
		else
			capture(core);
	}
	give_back(core, false);
	ov2640_sensor_close(&core->sensor);
}
