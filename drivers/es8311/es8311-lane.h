#ifndef ES8311_LANE_H
#define ES8311_LANE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "driver-health.h"
#include "driver-notice.h"
#include "driver-session.h"
#include "driver-task.h"
#include "es8311-hardware.h"
#include "sound-level.h"

/** What JavaScript is told, as bits of a notice. */
enum {
	ES8311_EVENT_READABLE = 1 << 0,
	ES8311_EVENT_WRITABLE = 1 << 1,
	ES8311_EVENT_FAULT = 1 << 2,
	ES8311_EVENT_RECOVERED = 1 << 4
};

/** The bit of a fault or recovery in a direction. */
#define ES8311_EVENT_OF(event, direction) ((uint32_t)(event) << (direction))

/**
 * One direction of the codec: a task that has the direction open while it is wanted, says what goes wrong and
 * tries again.
 */
typedef struct {
	es8311_direction_t direction;
	driver_task_t task;
	driver_session_t session;
	driver_health_t health;
	es8311_hardware_t *hardware;
	atomic_uint_least32_t power;
	atomic_uint_least32_t peak;
} es8311_lane_t;

/** Prepares a lane whose task runs `run`. Returns false when there is no memory. */
bool es8311_lane_initialize(es8311_lane_t *lane, es8311_direction_t direction, es8311_hardware_t *hardware,
    driver_notice_t *notice, driver_shared_t *shared, void (*run)(driver_shared_t *shared));

void es8311_lane_destroy(es8311_lane_t *lane);

/** JavaScript: the direction is wanted from now on. Returns false when there is no memory. */
bool es8311_lane_start(es8311_lane_t *lane, const driver_task_configuration_t *configuration);

/** JavaScript: the direction is not wanted any more. */
void es8311_lane_stop(es8311_lane_t *lane);

/** Whether the direction is wanted. */
bool es8311_lane_is_started(es8311_lane_t *lane);

/** Task: whether the direction is to go on. */
bool es8311_lane_goes_on(es8311_lane_t *lane);

/** Task: calls `transfer` with the direction open, again and again while it is wanted, until it has to end.
 */
void es8311_lane_run(es8311_lane_t *lane, void (*transfer)(void *context), void *context);

/** Task: has moved sound of this level. */
void es8311_lane_worked(es8311_lane_t *lane, sound_level_t level);

/** Task: the clock stands still. */
void es8311_lane_stalled(es8311_lane_t *lane);

#endif
