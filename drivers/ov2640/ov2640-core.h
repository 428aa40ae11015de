#ifndef OV2640_CORE_H
#define OV2640_CORE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "driver-health.h"
#include "driver-notice.h"
#include "driver-session.h"
#include "driver-task.h"
#include "frame-pacer.h"
#include "ov2640-sensor.h"

/** What JavaScript is told, as bits of a notice. */
enum { OV2640_EVENT_READABLE = 1 << 0, OV2640_EVENT_FAULT = 1 << 1, OV2640_EVENT_RECOVERED = 1 << 2 };

typedef struct {
	ov2640_pins_t pins;
	ov2640_settings_t settings;
	/** How long nothing may come before the sensor is initialised anew, in milliseconds. */
	uint32_t silence;
	driver_task_configuration_t task;
} ov2640_configuration_t;

/** A whole JPEG in the camera's memory. */
typedef struct {
	camera_fb_t *buffer;
	size_t length;
	int64_t captureTime;
	uint32_t sequence;
	uint32_t session;
} ov2640_frame_t;

/** Counters; see OV2640Stats in ov2640.ts. */
typedef struct {
	uint32_t frames;
	uint32_t dropped;
	uint32_t broken;
	uint32_t restarts;
	uint32_t stack;
} ov2640_stats_t;

/** Frames that are on their way back to the camera: more than there are buffers can't be. */
#define OV2640_RETURNS 4

typedef enum { OV2640_STARTED, OV2640_IN_USE, OV2640_NO_MEMORY } ov2640_start_t;

/**
 * The driver without JavaScript. The task alone calls the camera: it takes frames, keeps the newest in
 * `ready` until JavaScript takes that, and gives back what JavaScript returns. While a frame is lent the
 * sensor is not closed, for that frees the frame's memory.
 */
typedef struct ov2640_core {
	driver_shared_t shared;
	ov2640_configuration_t configuration;
	driver_notice_t notice;
	driver_task_t task;
	driver_session_t session;
	driver_health_t health;
	atomic_uint_least32_t frames;
	atomic_uint_least32_t dropped;
	atomic_uint_least32_t broken;
	atomic_uint_least32_t restarts;

	/** Guards what follows, up to the task's own. */
	SemaphoreHandle_t lock;
	ov2640_settings_t settings;
	ov2640_frame_t ready;
	camera_fb_t *lent;
	camera_fb_t *returns[OV2640_RETURNS];

	/** The task's own. */
	ov2640_sensor_t sensor;
	ov2640_settings_t applied;
	frame_pacer_t pacer;
	bool reopen;
	uint32_t sequence;
	int64_t validFrom;
	uint32_t validSession;
	int64_t lastFrame;
	int64_t lastWhole;
} ov2640_core_t;

/** Opens no hardware. Returns NULL when there is no memory. */
ov2640_core_t *ov2640_core_create(const ov2640_configuration_t *configuration, void *machine,
    driver_notice_post_t post, uintptr_t instance);

/** Stops and gives the core up. Waits for its task at most so many milliseconds; then that finishes alone. */
void ov2640_core_close(ov2640_core_t *core, uint32_t milliseconds);

ov2640_start_t ov2640_core_start(ov2640_core_t *core);
void ov2640_core_stop(ov2640_core_t *core);
bool ov2640_core_is_started(ov2640_core_t *core);

/** Whether there is a frame to be taken. */
bool ov2640_core_readable(ov2640_core_t *core);

/** Lends the newest frame; returns false when there is none. None may be lent. */
bool ov2640_core_lend(ov2640_core_t *core, ov2640_frame_t *frame);

/** Takes back the frame that is lent, if one is. */
void ov2640_core_return(ov2640_core_t *core);

/** Whether a frame is lent. */
bool ov2640_core_is_lent(ov2640_core_t *core);

/** What is in force, or will be. */
ov2640_settings_t ov2640_core_settings(ov2640_core_t *core);
void ov2640_core_configure(ov2640_core_t *core, const ov2640_settings_t *settings);

ov2640_stats_t ov2640_core_stats(ov2640_core_t *core);

/** The task's work, in ov2640-capture.c. */
void ov2640_capture_run(driver_shared_t *shared);

#endif
