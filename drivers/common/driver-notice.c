#include "driver-notice.h"

/** The longest that closing waits for a task that is sending: the machine's queue is full then, which only
 * JavaScript's thread can change. */
#define CLOSE_WAIT_MILLISECONDS 1000

bool driver_notice_initialize(
    driver_notice_t *notice, void *machine, driver_notice_post_t post, uintptr_t instance) {
	*notice = (driver_notice_t){.machine = machine, .post = post, .instance = instance};
	atomic_init(&notice->closed, false);
	atomic_init(&notice->posted, false);
	atomic_init(&notice->events, 0);
	notice->lock = xSemaphoreCreateMutex();
	return notice->lock != NULL;
}

void driver_notice_destroy(driver_notice_t *notice) {
	if (notice->lock != NULL)
		vSemaphoreDelete(notice->lock);
}

void driver_notice_raise(driver_notice_t *notice, uint32_t events) {
	atomic_fetch_or(&notice->events, events);
	if (atomic_exchange(&notice->posted, true))
		return;
	xSemaphoreTake(notice->lock, portMAX_DELAY);
	if (!atomic_load(&notice->closed) && !notice->post(notice->machine, notice->instance))
		atomic_store(&notice->posted, false);
	xSemaphoreGive(notice->lock);
}

uint32_t driver_notice_take(driver_notice_t *notice) {
	atomic_store(&notice->posted, false);
	return atomic_exchange(&notice->events, 0);
}

void driver_notice_close(driver_notice_t *notice) {
	atomic_store(&notice->closed, true);
	if (xSemaphoreTake(notice->lock, pdMS_TO_TICKS(CLOSE_WAIT_MILLISECONDS)) == pdTRUE)
		xSemaphoreGive(notice->lock);
}
