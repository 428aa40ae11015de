#include "es8311-lane.h"

#include <string.h>

#define TAKEN_MILLISECONDS 5
#define FIRST_RETRY_MILLISECONDS 500
#define LAST_RETRY_MILLISECONDS 8000

bool es8311_lane_initialize(es8311_lane_t *lane, es8311_direction_t direction, es8311_hardware_t *hardware,
    driver_notice_t *notice, driver_shared_t *shared, void (*run)(driver_shared_t *shared)) {
	*lane = (es8311_lane_t){.direction = direction,
	    .hardware = hardware,
	    .notice = notice,
	    .retry = FIRST_RETRY_MILLISECONDS,
	    .lock = xSemaphoreCreateMutex()};
	atomic_init(&lane->session, 0);
	atomic_init(&lane->power, 0);
	atomic_init(&lane->peak, 0);
	return driver_task_initialize(&lane->task, shared, run) && lane->lock != NULL;
}

void es8311_lane_destroy(es8311_lane_t *lane) {
	driver_task_destroy(&lane->task);
	if (lane->lock != NULL)
		vSemaphoreDelete(lane->lock);
}

bool es8311_lane_is_started(uint32_t session) {
	return session % 2 == 1;
}

bool es8311_lane_start(es8311_lane_t *lane, const driver_task_configuration_t *configuration) {
	if (!es8311_lane_is_started(atomic_load(&lane->session)))
		atomic_fetch_add(&lane->session, 1);
	if (driver_task_start(&lane->task, configuration))
		return true;
	es8311_lane_stop(lane);
	return false;
}

void es8311_lane_stop(es8311_lane_t *lane) {
	if (es8311_lane_is_started(atomic_load(&lane->session)))
		atomic_fetch_add(&lane->session, 1);
	driver_task_wake(&lane->task);
}

bool es8311_lane_goes_on(es8311_lane_t *lane) {
	return es8311_lane_is_started(atomic_load(&lane->session)) && !driver_task_is_ending(&lane->task);
}

/** JavaScript is told once a session, not at each try. */
static void report(es8311_lane_t *lane, const driver_fault_t *fault) {
	uint32_t session = atomic_load(&lane->session);
	if (lane->reported != NULL && lane->reportedSession == session &&
	    strcmp(lane->reported, fault->code) == 0)
		return;
	lane->reported = fault->code;
	lane->reportedSession = session;
	xSemaphoreTake(lane->lock, portMAX_DELAY);
	lane->fault = *fault;
	xSemaphoreGive(lane->lock);
	driver_notice_raise(lane->notice, ES8311_EVENT_OF(ES8311_EVENT_FAULT, lane->direction));
}

static bool open_lane(es8311_lane_t *lane) {
	driver_fault_t fault;
	es8311_opening_t opening = es8311_hardware_open(lane->hardware, lane->direction, &fault);
	if (opening == ES8311_TAKEN)
		driver_task_sleep(&lane->task, TAKEN_MILLISECONDS);
	if (opening == ES8311_FAILED) {
		report(lane, &fault);
		driver_task_sleep(&lane->task, lane->retry);
		lane->retry = lane->retry < LAST_RETRY_MILLISECONDS / 2 ? lane->retry * 2 : LAST_RETRY_MILLISECONDS;
	}
	return opening == ES8311_OPENED;
}

void es8311_lane_run(es8311_lane_t *lane, void (*transfer)(void *context), void *context) {
	while (!driver_task_is_ending(&lane->task)) {
		if (!es8311_lane_goes_on(lane)) {
			driver_task_rest(&lane->task);
		} else if (open_lane(lane)) {
			transfer(context);
			es8311_hardware_close(lane->hardware, lane->direction);
			atomic_store_explicit(&lane->power, 0, memory_order_relaxed);
			atomic_store_explicit(&lane->peak, 0, memory_order_relaxed);
		}
	}
}

void es8311_lane_worked(es8311_lane_t *lane, sound_level_t level) {
	atomic_store_explicit(&lane->power, level.power, memory_order_relaxed);
	atomic_store_explicit(&lane->peak, level.peak, memory_order_relaxed);
	lane->retry = FIRST_RETRY_MILLISECONDS;
	if (lane->reported != NULL) {
		lane->reported = NULL;
		driver_notice_raise(lane->notice, ES8311_EVENT_OF(ES8311_EVENT_RECOVERED, lane->direction));
	}
}

void es8311_lane_stalled(es8311_lane_t *lane) {
	driver_fault_t fault;
	driver_fault_set(&fault, "codec-stalled", ESP_ERR_TIMEOUT,
	    "I2S port %d moves no sound %s; the codec is opened anew", lane->hardware->pins.i2sPort,
	    lane->direction == ES8311_INPUT ? "from the microphone" : "to the speaker");
	report(lane, &fault);
}

driver_fault_t es8311_lane_fault(es8311_lane_t *lane) {
	xSemaphoreTake(lane->lock, portMAX_DELAY);
	driver_fault_t fault = lane->fault;
	xSemaphoreGive(lane->lock);
	return fault;
}
