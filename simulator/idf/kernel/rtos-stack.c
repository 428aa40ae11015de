#include "rtos-task.h"

#include <sys/mman.h>
#include <unistd.h>

/** Gives back the pages below the stack in use, so that they read as zero until the task uses them. */
void rtos_measure_stack(TaskHandle_t task, uint8_t *top) {
	pthread_attr_t attributes;
	void *low;
	size_t size;
	if (pthread_getattr_np(pthread_self(), &attributes) != 0)
		return;
	pthread_attr_getstack(&attributes, &low, &size);
	pthread_attr_destroy(&attributes);
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
	uintptr_t end = ((uintptr_t)top - 4 * page) & ~(page - 1);
	uintptr_t start = ((uintptr_t)low + page - 1) & ~(page - 1);
	if (start < end)
		madvise((void *)start, end - start, MADV_DONTNEED);
	task->stack_low = (uint8_t *)start;
	task->stack_base = top;
}

/** The lowest byte of the stack that was ever written. Another thread may be writing: a stale answer is as
 * good. */
__attribute__((no_sanitize("thread", "address"))) static const uint8_t *lowest_used(
    const uint8_t *low, const uint8_t *base) {
	while (low < base && *(const volatile uint8_t *)low == 0)
		low++;
	return low;
}

configSTACK_DEPTH_TYPE uxTaskGetStackHighWaterMark2(TaskHandle_t xTask) {
	TaskHandle_t task = xTask != NULL ? xTask : rtos_current_task();
	pthread_mutex_lock(&task->lock);
	const uint8_t *low = task->stack_low, *base = task->stack_base;
	uint32_t depth = task->stack_depth;
	pthread_mutex_unlock(&task->lock);
	if (low == NULL)
		return depth;
	size_t used = (size_t)(base - lowest_used(low, base));
	return used < depth ? depth - (uint32_t)used : 0;
}

UBaseType_t uxTaskGetStackHighWaterMark(TaskHandle_t xTask) {
	return uxTaskGetStackHighWaterMark2(xTask);
}
