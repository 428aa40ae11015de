#ifndef OBSERVER_H
#define OBSERVER_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "driver-notice.h"

/** Takes JavaScript's place: is told by a driver's task, and learns from that which thread the task is. */
typedef struct {
	atomic_bool posted;
	atomic_bool known;
	/** Valid once `known`: the CPU time of the task, and when it first told something (esp_timer_get_time).
	 */
	clockid_t clock;
	int64_t first;
} observer_t;

/** A driver_notice_post_t; `machine` is an observer_t. It sends nothing, so what that costs is not measured.
 */
bool observer_post(void *machine, uintptr_t instance);

/** The events of the notice that has been posted since the last call, or 0. */
uint32_t observer_take(observer_t *observer, driver_notice_t *notice);

/** Waits for one of `events`. Ends the program when it does not come within five seconds. */
void observer_await(observer_t *observer, driver_notice_t *notice, uint32_t events);

/** The CPU time of a clock in nanoseconds. */
int64_t cpu_time(clockid_t clock);

void sleep_milliseconds(unsigned milliseconds);

#endif
