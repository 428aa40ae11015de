#include "rtos-task.h"

#include "freertos/event_groups.h"

struct EventGroupDef_t {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	EventBits_t bits;
};

EventGroupHandle_t xEventGroupCreate(void) {
	EventGroupHandle_t group = heap_caps_calloc(1, sizeof *group, MALLOC_CAP_8BIT | MALLOC_CAP_INTERNAL);
	if (group != NULL) {
		pthread_mutex_init(&group->lock, NULL);
		simulated_condition_initialize(&group->changed);
	}
	return group;
}

void vEventGroupDelete(EventGroupHandle_t xEventGroup) {
	pthread_mutex_destroy(&xEventGroup->lock);
	pthread_cond_destroy(&xEventGroup->changed);
	heap_caps_free(xEventGroup);
}

static bool are_set(EventBits_t bits, EventBits_t wanted, bool all) {
	return all ? (bits & wanted) == wanted : (bits & wanted) != 0;
}

EventBits_t xEventGroupWaitBits(EventGroupHandle_t xEventGroup, const EventBits_t uxBitsToWaitFor,
    const BaseType_t xClearOnExit, const BaseType_t xWaitForAllBits, TickType_t xTicksToWait) {
	int64_t deadline = rtos_deadline(xTicksToWait);
	pthread_mutex_lock(&xEventGroup->lock);
	while (!are_set(xEventGroup->bits, uxBitsToWaitFor, xWaitForAllBits) && xTicksToWait > 0 &&
	       rtos_wait(&xEventGroup->changed, &xEventGroup->lock, deadline))
		continue;
	EventBits_t bits = xEventGroup->bits;
	if (xClearOnExit && are_set(bits, uxBitsToWaitFor, xWaitForAllBits))
		xEventGroup->bits &= ~uxBitsToWaitFor;
	pthread_mutex_unlock(&xEventGroup->lock);
	return bits;
}

EventBits_t xEventGroupClearBits(EventGroupHandle_t xEventGroup, const EventBits_t uxBitsToClear) {
	pthread_mutex_lock(&xEventGroup->lock);
	EventBits_t bits = xEventGroup->bits;
	xEventGroup->bits &= ~uxBitsToClear;
	pthread_mutex_unlock(&xEventGroup->lock);
	return bits;
}

EventBits_t xEventGroupSetBits(EventGroupHandle_t xEventGroup, const EventBits_t uxBitsToSet) {
	pthread_mutex_lock(&xEventGroup->lock);
	xEventGroup->bits |= uxBitsToSet;
	EventBits_t bits = xEventGroup->bits;
	pthread_cond_broadcast(&xEventGroup->changed);
	pthread_mutex_unlock(&xEventGroup->lock);
	return bits;
}
