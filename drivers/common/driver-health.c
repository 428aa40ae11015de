#include "driver-health.h"

#include <string.h>

#define FIRST_RETRY_MILLISECONDS 500
#define LAST_RETRY_MILLISECONDS 8000

bool driver_health_initialize(
    driver_health_t *health, driver_notice_t *notice, uint32_t faultEvent, uint32_t recoveredEvent) {
	*health = (driver_health_t){.notice = notice,
	    .faultEvent = faultEvent,
	    .recoveredEvent = recoveredEvent,
	    .lock = xSemaphoreCreateMutex(),
	    .retry = FIRST_RETRY_MILLISECONDS};
	return health->lock != NULL;
}

void driver_health_destroy(driver_health_t *health) {
	if (health->lock != NULL)
		vSemaphoreDelete(health->lock);
}

void driver_health_failed(driver_health_t *health, uint32_t session, const driver_fault_t *fault) {
	if (health->reported != NULL && health->session == session && strcmp(health->reported, fault->code) == 0)
		return;
	if (health->session != session)
		health->retry = FIRST_RETRY_MILLISECONDS;
	health->reported = fault->code;
	health->session = session;
	xSemaphoreTake(health->lock, portMAX_DELAY);
	health->fault = *fault;
	xSemaphoreGive(health->lock);
	driver_notice_raise(health->notice, health->faultEvent);
}

uint32_t driver_health_retry(driver_health_t *health) {
	uint32_t retry = health->retry;
	health->retry = retry < LAST_RETRY_MILLISECONDS / 2 ? retry * 2 : LAST_RETRY_MILLISECONDS;
	return retry;
}

void driver_health_worked(driver_health_t *health) {
	health->retry = FIRST_RETRY_MILLISECONDS;
	if (health->reported == NULL)
		return;
	health->reported = NULL;
	if (health->recoveredEvent != 0)
		driver_notice_raise(health->notice, health->recoveredEvent);
}

driver_fault_t driver_health_fault(driver_health_t *health) {
	xSemaphoreTake(health->lock, portMAX_DELAY);
	driver_fault_t fault = health->fault;
	xSemaphoreGive(health->lock);
	return fault;
}
