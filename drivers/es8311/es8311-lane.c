#include "es8311-lane.h"

#define TAKEN_MILLISECONDS 5

bool es8311_lane_initialize(es8311_lane_t *lane, es8311_direction_t direction, es8311_hardware_t *hardware,
    driver_notice_t *notice, driver_shared_t *shared, void (*run)(driver_shared_t *shared)) {
	*lane = (es8311_lane_t){.direction = direction, .hardware = hardware};
	atomic_init(&lane->session, 0);
	atomic_init(&lane->power, 0);
	atomic_init(&lane->peak, 0);
	bool healthy = driver_health_initialize(&lane->health, notice,
	    ES8311_EVENT_OF(ES8311_EVENT_FAULT, direction), ES8311_EVENT_OF(ES8311_EVENT_RECOVERED, direction));
	return driver_task_initialize(&lane->task, shared, run) && healthy;
}

void es8311_lane_destroy(es8311_lane_t *lane) {
	driver_task_destroy(&lane->task);
	driver_health_destroy(&lane->health);
}

bool es8311_lane_start(es8311_lane_t *lane, const driver_task_configuration_t *configuration) {
	driver_session_start(&lane->session);
	if (driver_task_start(&lane->task, configuration))
		return true;
	es8311_lane_stop(lane);
	return false;
}

void es8311_lane_stop(es8311_lane_t *lane) {
	driver_session_stop(&lane->session);
	driver_task_wake(&lane->task);
}

bool es8311_lane_is_started(es8311_lane_t *lane) {
	return driver_session_is_started(driver_session_number(&lane->session));
}

bool es8311_lane_goes_on(es8311_lane_t *lane) {
	return es8311_lane_is_started(lane) && !driver_task_is_ending(&lane->task);
}

static bool open_lane(es8311_lane_t *lane) {
	driver_fault_t fault;
	es8311_opening_t opening = es8311_hardware_open(lane->hardware, lane->direction, &fault);
	if (opening == ES8311_TAKEN)
		driver_task_sleep(&lane->task, TAKEN_MILLISECONDS);
	if (opening == ES8311_FAILED) {
		driver_health_failed(&lane->health, driver_session_number(&lane->session), &fault);
		driver_task_sleep(&lane->task, driver_health_retry(&lane->health));
	}
	return opening == ES8311_OPENED;
}

static void set_level(es8311_lane_t *lane, sound_level_t level) {
	atomic_store_explicit(&lane->power, level.power, memory_order_relaxed);
	atomic_store_explicit(&lane->peak, level.peak, memory_order_relaxed);
}

void es8311_lane_run(es8311_lane_t *lane, void (*transfer)(void *context), void *context) {
	while (!driver_task_is_ending(&lane->task)) {
		if (!es8311_lane_goes_on(lane)) {
			driver_task_rest(&lane->task);
		} else if (open_lane(lane)) {
			transfer(context);
			es8311_hardware_close(lane->hardware, lane->direction);
			set_level(lane, (sound_level_t){0});
		}
	}
}

void es8311_lane_worked(es8311_lane_t *lane, sound_level_t level) {
	set_level(lane, level);
	driver_health_worked(&lane->health);
}

void es8311_lane_stalled(es8311_lane_t *lane) {
	driver_fault_t fault;
	driver_fault_set(&fault, "codec-stalled", ESP_ERR_TIMEOUT,
	    "I2S port %d moves no sound %s; the codec is opened anew", lane->hardware->pins.i2sPort,
	    lane->direction == ES8311_INPUT ? "from the microphone" : "to the speaker");
	driver_health_failed(&lane->health, driver_session_number(&lane->session), &fault);
}
