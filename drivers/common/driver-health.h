#ifndef DRIVER_HEALTH_H
#define DRIVER_HEALTH_H

#include <stdint.h>

#include "driver-fault.h"
#include "driver-notice.h"

/**
 * Whether a driver's task gets its work done. JavaScript is told of a fault once a session, however often it
 * is tried again; and once when the work succeeds after that.
 */
typedef struct {
	driver_notice_t *notice;
	uint32_t faultEvent;
	uint32_t recoveredEvent;
	SemaphoreHandle_t lock;
	driver_fault_t fault;

	/** The task's own. */
	const char *reported;
	uint32_t session;
	uint32_t retry;
} driver_health_t;

/** The events are bits of `notice`; `recoveredEvent` may be 0. Returns false when there is no memory. */
bool driver_health_initialize(
    driver_health_t *health, driver_notice_t *notice, uint32_t faultEvent, uint32_t recoveredEvent);

void driver_health_destroy(driver_health_t *health);

/** Task: the work has failed, in the session of that number. */
void driver_health_failed(driver_health_t *health, uint32_t session, const driver_fault_t *fault);

/** Task: how many milliseconds to wait before the next try: from 500 on twice as many each time, to 8000. */
uint32_t driver_health_retry(driver_health_t *health);

/** Task: the work has succeeded. */
void driver_health_worked(driver_health_t *health);

/** JavaScript: the fault last reported. */
driver_fault_t driver_health_fault(driver_health_t *health);

#endif
