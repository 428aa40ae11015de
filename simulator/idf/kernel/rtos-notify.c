#include "rtos-task.h"

BaseType_t xTaskGenericNotify(TaskHandle_t xTaskToNotify, UBaseType_t uxIndexToNotify, uint32_t ulValue,
    eNotifyAction eAction, uint32_t *pulPreviousNotificationValue) {
	assert(uxIndexToNotify < configTASK_NOTIFICATION_ARRAY_ENTRIES);
	(void)uxIndexToNotify;
	BaseType_t result = pdPASS;
	TaskHandle_t task = xTaskToNotify;
	pthread_mutex_lock(&task->lock);
	if (pulPreviousNotificationValue != NULL)
		*pulPreviousNotificationValue = task->value;
	bool was_received = task->notification == RECEIVED;
	task->notification = RECEIVED;
	switch (eAction) {
	case eSetBits:
		task->value |= ulValue;
		break;
	case eIncrement:
		task->value++;
		break;
	case eSetValueWithOverwrite:
		task->value = ulValue;
		break;
	case eSetValueWithoutOverwrite:
		if (was_received)
			result = pdFAIL;
		else
			task->value = ulValue;
		break;
	case eNoAction:
		break;
	}
	pthread_cond_signal(&task->notified);
	pthread_mutex_unlock(&task->lock);
	return result;
}

BaseType_t xTaskGenericNotifyFromISR(TaskHandle_t xTaskToNotify, UBaseType_t uxIndexToNotify,
    uint32_t ulValue, eNotifyAction eAction, uint32_t *pulPreviousNotificationValue,
    BaseType_t *pxHigherPriorityTaskWoken) {
	if (pxHigherPriorityTaskWoken != NULL)
		*pxHigherPriorityTaskWoken = pdTRUE;
	return xTaskGenericNotify(xTaskToNotify, uxIndexToNotify, ulValue, eAction, pulPreviousNotificationValue);
}

void vTaskGenericNotifyGiveFromISR(
    TaskHandle_t xTaskToNotify, UBaseType_t uxIndexToNotify, BaseType_t *pxHigherPriorityTaskWoken) {
	xTaskGenericNotifyFromISR(xTaskToNotify, uxIndexToNotify, 0, eIncrement, NULL, pxHigherPriorityTaskWoken);
}

uint32_t ulTaskGenericNotifyTake(
    UBaseType_t uxIndexToWaitOn, BaseType_t xClearCountOnExit, TickType_t xTicksToWait) {
	assert(uxIndexToWaitOn < configTASK_NOTIFICATION_ARRAY_ENTRIES);
	(void)uxIndexToWaitOn;
	TaskHandle_t task = rtos_current_task();
	int64_t deadline = rtos_deadline(xTicksToWait);
	pthread_mutex_lock(&task->lock);
	task->notification = WAITING;
	while (task->value == 0 && xTicksToWait > 0 && rtos_wait(&task->notified, &task->lock, deadline))
		continue;
	uint32_t value = task->value;
	if (value != 0)
		task->value = xClearCountOnExit ? 0 : value - 1;
	task->notification = NOT_WAITING;
	pthread_mutex_unlock(&task->lock);
	return value;
}

BaseType_t xTaskGenericNotifyWait(UBaseType_t uxIndexToWaitOn, uint32_t ulBitsToClearOnEntry,
    uint32_t ulBitsToClearOnExit, uint32_t *pulNotificationValue, TickType_t xTicksToWait) {
	assert(uxIndexToWaitOn < configTASK_NOTIFICATION_ARRAY_ENTRIES);
	(void)uxIndexToWaitOn;
	TaskHandle_t task = rtos_current_task();
	int64_t deadline = rtos_deadline(xTicksToWait);
	pthread_mutex_lock(&task->lock);
	if (task->notification != RECEIVED) {
		task->value &= ~ulBitsToClearOnEntry;
		task->notification = WAITING;
	}
	while (task->notification != RECEIVED && xTicksToWait > 0 &&
	       rtos_wait(&task->notified, &task->lock, deadline))
		continue;
	if (pulNotificationValue != NULL)
		*pulNotificationValue = task->value;
	bool received = task->notification == RECEIVED;
	if (received)
		task->value &= ~ulBitsToClearOnExit;
	task->notification = NOT_WAITING;
	pthread_mutex_unlock(&task->lock);
	return received ? pdTRUE : pdFALSE;
}

BaseType_t xTaskGenericNotifyStateClear(TaskHandle_t xTask, UBaseType_t uxIndexToClear) {
	(void)uxIndexToClear;
	TaskHandle_t task = xTask != NULL ? xTask : rtos_current_task();
	pthread_mutex_lock(&task->lock);
	bool was_received = task->notification == RECEIVED;
	if (was_received)
		task->notification = NOT_WAITING;
	pthread_mutex_unlock(&task->lock);
	return was_received ? pdPASS : pdFAIL;
}

uint32_t ulTaskGenericNotifyValueClear(
    TaskHandle_t xTask, UBaseType_t uxIndexToClear, uint32_t ulBitsToClear) {
	(void)uxIndexToClear;
	TaskHandle_t task = xTask != NULL ? xTask : rtos_current_task();
	pthread_mutex_lock(&task->lock);
	uint32_t value = task->value;
	task->value &= ~ulBitsToClear;
	pthread_mutex_unlock(&task->lock);
	return value;
}
