#include "rtos-task.h"

#include <stdio.h>
#include <string.h>
#include "freertos/queue.h"
#include "freertos/semphr.h"

/** Queues, semaphores and mutexes, which FreeRTOS makes of queues too: a semaphore's items have no bytes. */
struct QueueDefinition {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	uint8_t type;
	UBaseType_t length;
	UBaseType_t item_size;
	UBaseType_t count;
	UBaseType_t first;
	TaskHandle_t holder;
	UBaseType_t recursion;
	uint8_t storage[];
};

static bool is_mutex(QueueHandle_t queue) {
	return queue->type == queueQUEUE_TYPE_MUTEX || queue->type == queueQUEUE_TYPE_RECURSIVE_MUTEX;
}

QueueHandle_t xQueueGenericCreate(
    const UBaseType_t uxQueueLength, const UBaseType_t uxItemSize, const uint8_t ucQueueType) {
	size_t bytes;
	if (uxQueueLength == 0 || __builtin_mul_overflow((size_t)uxQueueLength, uxItemSize, &bytes))
		return NULL;
	QueueHandle_t queue = heap_caps_calloc(1, sizeof *queue + bytes, MALLOC_CAP_8BIT | MALLOC_CAP_INTERNAL);
	if (queue == NULL)
		return NULL;
	queue->type = ucQueueType;
	queue->length = uxQueueLength;
	queue->item_size = uxItemSize;
	pthread_mutex_init(&queue->lock, NULL);
	simulated_condition_initialize(&queue->changed);
	return queue;
}

QueueHandle_t xQueueCreateMutex(const uint8_t ucQueueType) {
	QueueHandle_t queue = xQueueGenericCreate(1, 0, ucQueueType);
	if (queue != NULL)
		queue->count = 1;
	return queue;
}

QueueHandle_t xQueueCreateCountingSemaphore(const UBaseType_t uxMaxCount, const UBaseType_t uxInitialCount) {
	if (uxInitialCount > uxMaxCount)
		return NULL;
	QueueHandle_t queue = xQueueGenericCreate(uxMaxCount, 0, queueQUEUE_TYPE_COUNTING_SEMAPHORE);
	if (queue != NULL)
		queue->count = uxInitialCount;
	return queue;
}

void vQueueDelete(QueueHandle_t xQueue) {
	pthread_mutex_destroy(&xQueue->lock);
	pthread_cond_destroy(&xQueue->changed);
	heap_caps_free(xQueue);
}

static uint8_t *item(QueueHandle_t queue, UBaseType_t index) {
	return queue->storage + (size_t)((queue->first + index) % queue->length) * queue->item_size;
}

BaseType_t xQueueGenericSend(QueueHandle_t xQueue, const void *const pvItemToQueue, TickType_t xTicksToWait,
    const BaseType_t xCopyPosition) {
	int64_t deadline = rtos_deadline(xTicksToWait);
	pthread_mutex_lock(&xQueue->lock);
	if (is_mutex(xQueue)) {
		if (xQueue->holder != xTaskGetCurrentTaskHandle()) {
			fprintf(stderr, "FreeRTOS: a mutex is given by a task that does not hold it\n");
			abort();
		}
		xQueue->holder = NULL;
	}
	if (xCopyPosition == queueOVERWRITE)
		xQueue->count = 0;
	while (xQueue->count == xQueue->length && xTicksToWait > 0 &&
	       rtos_wait(&xQueue->changed, &xQueue->lock, deadline))
		continue;
	bool has_room = xQueue->count < xQueue->length;
	if (has_room) {
		if (xCopyPosition == queueSEND_TO_FRONT)
			xQueue->first = (xQueue->first + xQueue->length - 1) % xQueue->length;
		if (xQueue->item_size > 0)
			memcpy(item(xQueue, xCopyPosition == queueSEND_TO_FRONT ? 0 : xQueue->count), pvItemToQueue,
			    xQueue->item_size);
		xQueue->count++;
		pthread_cond_broadcast(&xQueue->changed);
	}
	pthread_mutex_unlock(&xQueue->lock);
	return has_room ? pdPASS : errQUEUE_FULL;
}

static BaseType_t receive(QueueHandle_t queue, void *buffer, TickType_t ticks, bool remove) {
	int64_t deadline = rtos_deadline(ticks);
	pthread_mutex_lock(&queue->lock);
	while (queue->count == 0 && ticks > 0 && rtos_wait(&queue->changed, &queue->lock, deadline))
		continue;
	bool has_item = queue->count > 0;
	if (has_item) {
		if (queue->item_size > 0)
			memcpy(buffer, item(queue, 0), queue->item_size);
		if (remove) {
			queue->first = (queue->first + 1) % queue->length;
			queue->count--;
			if (is_mutex(queue))
				queue->holder = xTaskGetCurrentTaskHandle();
			pthread_cond_broadcast(&queue->changed);
		}
	}
	pthread_mutex_unlock(&queue->lock);
	return has_item ? pdPASS : errQUEUE_EMPTY;
}

BaseType_t xQueueReceive(QueueHandle_t xQueue, void *const pvBuffer, TickType_t xTicksToWait) {
	return receive(xQueue, pvBuffer, xTicksToWait, true);
}

BaseType_t xQueuePeek(QueueHandle_t xQueue, void *const pvBuffer, TickType_t xTicksToWait) {
	return receive(xQueue, pvBuffer, xTicksToWait, false);
}

BaseType_t xQueueSemaphoreTake(QueueHandle_t xQueue, TickType_t xTicksToWait) {
	return receive(xQueue, NULL, xTicksToWait, true);
}

UBaseType_t uxQueueMessagesWaiting(const QueueHandle_t xQueue) {
	pthread_mutex_lock(&xQueue->lock);
	UBaseType_t count = xQueue->count;
	pthread_mutex_unlock(&xQueue->lock);
	return count;
}

UBaseType_t uxQueueSpacesAvailable(const QueueHandle_t xQueue) {
	return xQueue->length - uxQueueMessagesWaiting(xQueue);
}

BaseType_t xQueueGenericReset(QueueHandle_t xQueue, BaseType_t xNewQueue) {
	(void)xNewQueue;
	pthread_mutex_lock(&xQueue->lock);
	xQueue->count = 0;
	xQueue->first = 0;
	pthread_cond_broadcast(&xQueue->changed);
	pthread_mutex_unlock(&xQueue->lock);
	return pdPASS;
}

TaskHandle_t xQueueGetMutexHolder(QueueHandle_t xSemaphore) {
	pthread_mutex_lock(&xSemaphore->lock);
	TaskHandle_t holder = xSemaphore->holder;
	pthread_mutex_unlock(&xSemaphore->lock);
	return holder;
}

BaseType_t xQueueTakeMutexRecursive(QueueHandle_t xMutex, TickType_t xTicksToWait) {
	if (xQueueGetMutexHolder(xMutex) != xTaskGetCurrentTaskHandle()) {
		BaseType_t result = xQueueSemaphoreTake(xMutex, xTicksToWait);
		if (result != pdPASS)
			return result;
	}
	xMutex->recursion++;
	return pdPASS;
}

BaseType_t xQueueGiveMutexRecursive(QueueHandle_t xMutex) {
	if (xQueueGetMutexHolder(xMutex) != xTaskGetCurrentTaskHandle())
		return pdFAIL;
	if (--xMutex->recursion == 0)
		xSemaphoreGive(xMutex);
	return pdPASS;
}
