#include "rtos-task.h"

#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>
#include "faults.h"
#include "freertos/task.h"

/** What a PC's C library wants of a stack beyond what the task asked for. */
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
#define HOST_STACK (1024 * 1024)
#else
#define HOST_STACK (256 * 1024)
#endif

struct tskTaskControlBlock {
	char name[configMAX_TASK_NAME_LEN];
	TaskFunction_t code;
	void *parameters;
	UBaseType_t priority;
	BaseType_t core;
	/** The memory that the task's stack takes on the chip; on the PC it is only accounted. */
	void *stack;
	uint32_t stack_depth;
	uint8_t *stack_base;
	uint8_t *stack_low;
	bool is_foreign;

	pthread_mutex_t lock;
	pthread_cond_t notified;
	uint32_t value;
	enum { NOT_WAITING, WAITING, RECEIVED } notification;
	bool is_deleted;
	bool is_blocked;
	pthread_cond_t *waits_on;
	pthread_mutex_t *waits_with;

	TaskHandle_t next;
};

static pthread_mutex_t tasks_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t task_ended = PTHREAD_COND_INITIALIZER;
static TaskHandle_t tasks;
static _Thread_local TaskHandle_t current;
static _Thread_local bool in_interrupt;
static pthread_key_t foreign_key;
static pthread_once_t foreign_once = PTHREAD_ONCE_INIT;

static void list(TaskHandle_t task) {
	pthread_mutex_lock(&tasks_lock);
	task->next = tasks;
	tasks = task;
	pthread_mutex_unlock(&tasks_lock);
}

static void release(TaskHandle_t task) {
	pthread_mutex_destroy(&task->lock);
	pthread_cond_destroy(&task->notified);
	heap_caps_free(task->stack);
	heap_caps_free(task);
}

/** Takes a task off the list and gives its memory back: who sees it gone can count on both. */
static void unlist(TaskHandle_t task) {
	pthread_mutex_lock(&tasks_lock);
	for (TaskHandle_t *link = &tasks; *link != NULL; link = &(*link)->next)
		if (*link == task) {
			*link = task->next;
			break;
		}
	release(task);
	pthread_cond_broadcast(&task_ended);
	pthread_mutex_unlock(&tasks_lock);
}

static TaskHandle_t new_task(const char *name, uint32_t caps) {
	TaskHandle_t task = heap_caps_calloc(1, sizeof *task, caps);
	if (task != NULL) {
		snprintf(task->name, sizeof task->name, "%s", name);
		pthread_mutex_init(&task->lock, NULL);
		simulated_condition_initialize(&task->notified);
	}
	return task;
}

static _Noreturn void end_current(void) {
	TaskHandle_t task = current;
	current = NULL;
	unlist(task);
	pthread_exit(NULL);
}

static void release_foreign(void *task) {
	unlist(task);
}

static void make_foreign_key(void) {
	pthread_key_create(&foreign_key, release_foreign);
}

/** The calling thread's task. A thread that the kernel did not make becomes one when it first asks. */
static TaskHandle_t current_task(void) {
	if (current == NULL) {
		pthread_once(&foreign_once, make_foreign_key);
		current = new_task("main", MALLOC_CAP_8BIT | MALLOC_CAP_SPIRAM);
		if (current == NULL) {
			fprintf(stderr, "FreeRTOS: no memory for the task of a thread\n");
			abort();
		}
		current->is_foreign = true;
		pthread_setspecific(foreign_key, current);
		list(current);
	}
	return current;
}

/** Gives back the pages below the stack in use, so that they read as zero until the task uses them. */
static void measure_stack_from(TaskHandle_t task, uint8_t *top) {
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

static void *run(void *argument) {
	TaskHandle_t task = argument;
	current = task;
	pthread_setname_np(pthread_self(), task->name);
	uint8_t top;
	pthread_mutex_lock(&task->lock);
	measure_stack_from(task, &top);
	pthread_mutex_unlock(&task->lock);
	task->code(task->parameters);
	fprintf(stderr, "FreeRTOS Task \"%s\" should not return, Aborting now!\n", task->name);
	abort();
}

bool rtos_wait(pthread_cond_t *condition, pthread_mutex_t *mutex, int64_t deadline) {
	TaskHandle_t task = current_task();
	pthread_mutex_t *own = mutex == &task->lock ? NULL : &task->lock;
	if (own != NULL)
		pthread_mutex_lock(own);
	task->waits_on = condition;
	task->waits_with = mutex;
	task->is_blocked = true;
	bool is_deleted = task->is_deleted;
	if (own != NULL)
		pthread_mutex_unlock(own);

	bool in_time = true;
	if (!is_deleted)
		in_time = simulated_condition_wait(condition, mutex, deadline);

	if (own != NULL)
		pthread_mutex_lock(own);
	task->waits_on = NULL;
	task->waits_with = NULL;
	task->is_blocked = false;
	is_deleted = task->is_deleted;
	if (own != NULL)
		pthread_mutex_unlock(own);
	if (is_deleted) {
		pthread_mutex_unlock(mutex);
		end_current();
	}
	return in_time;
}

int64_t rtos_deadline(TickType_t ticks) {
	if (ticks == portMAX_DELAY)
		return SIMULATED_FOREVER;
	return simulated_now() + (int64_t)ticks * 1000000 / configTICK_RATE_HZ;
}

BaseType_t xTaskCreatePinnedToCoreWithCaps(TaskFunction_t pvTaskCode, const char *const pcName,
    const configSTACK_DEPTH_TYPE usStackDepth, void *const pvParameters, UBaseType_t uxPriority,
    TaskHandle_t *const pvCreatedTask, const BaseType_t xCoreID, UBaseType_t uxMemoryCaps) {
	if (fault_happens(FAULT_TASK, 0))
		return errCOULD_NOT_ALLOCATE_REQUIRED_MEMORY;
	TaskHandle_t task = new_task(pcName, MALLOC_CAP_8BIT | MALLOC_CAP_INTERNAL);
	if (task == NULL)
		return errCOULD_NOT_ALLOCATE_REQUIRED_MEMORY;
	task->code = pvTaskCode;
	task->parameters = pvParameters;
	task->priority = uxPriority;
	task->core = xCoreID;
	task->stack_depth = usStackDepth;
	task->stack = heap_caps_malloc(usStackDepth, uxMemoryCaps);
	if (task->stack == NULL) {
		release(task);
		return errCOULD_NOT_ALLOCATE_REQUIRED_MEMORY;
	}

	pthread_attr_t attributes;
	pthread_attr_init(&attributes);
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	pthread_attr_setstacksize(&attributes, (usStackDepth + HOST_STACK + 4095u) & ~4095u);
	sigset_t all, former;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &former);
	list(task);
	if (pvCreatedTask != NULL)
		*pvCreatedTask = task;
	pthread_t thread;
	int error = pthread_create(&thread, &attributes, run, task);
	pthread_sigmask(SIG_SETMASK, &former, NULL);
	pthread_attr_destroy(&attributes);
	if (error != 0) {
		if (pvCreatedTask != NULL)
			*pvCreatedTask = NULL;
		unlist(task);
		return errCOULD_NOT_ALLOCATE_REQUIRED_MEMORY;
	}
	return pdPASS;
}

BaseType_t xTaskCreatePinnedToCore(TaskFunction_t pxTaskCode, const char *const pcName,
    const uint32_t ulStackDepth, void *const pvParameters, UBaseType_t uxPriority,
    TaskHandle_t *const pxCreatedTask, const BaseType_t xCoreID) {
	return xTaskCreatePinnedToCoreWithCaps(pxTaskCode, pcName, ulStackDepth, pvParameters, uxPriority,
	    pxCreatedTask, xCoreID, MALLOC_CAP_8BIT | MALLOC_CAP_INTERNAL);
}

static bool is_listed(TaskHandle_t task) {
	for (TaskHandle_t each = tasks; each != NULL; each = each->next)
		if (each == task)
			return true;
	return false;
}

/** Deletes another task. On the chip it stops where it is; here it goes on to where it next blocks, and ends
 * there. */
static void delete_other(TaskHandle_t task) {
	pthread_mutex_lock(&tasks_lock);
	pthread_mutex_lock(&task->lock);
	if (task->is_foreign) {
		fprintf(stderr, "FreeRTOS: vTaskDelete of a thread that the kernel did not make\n");
		abort();
	}
	task->is_deleted = true;
	pthread_cond_t *condition = task->waits_on;
	pthread_mutex_t *mutex = task->waits_with;
	pthread_mutex_unlock(&task->lock);
	if (condition != NULL) {
		pthread_mutex_lock(mutex);
		pthread_cond_broadcast(condition);
		pthread_mutex_unlock(mutex);
	}
	while (is_listed(task))
		pthread_cond_wait(&task_ended, &tasks_lock);
	pthread_mutex_unlock(&tasks_lock);
}

void vTaskDelete(TaskHandle_t xTaskToDelete) {
	if (xTaskToDelete == NULL || xTaskToDelete == current)
		end_current();
	delete_other(xTaskToDelete);
}

void vTaskDeleteWithCaps(TaskHandle_t xTaskToDelete) {
	vTaskDelete(xTaskToDelete);
}

static void sleep_until(int64_t deadline) {
	TaskHandle_t task = current_task();
	pthread_cond_t condition;
	simulated_condition_initialize(&condition);
	pthread_mutex_lock(&task->lock);
	while (rtos_wait(&condition, &task->lock, deadline))
		continue;
	pthread_mutex_unlock(&task->lock);
	pthread_cond_destroy(&condition);
}

void vTaskDelay(const TickType_t xTicksToDelay) {
	if (xTicksToDelay == 0)
		sched_yield();
	else
		sleep_until(rtos_deadline(xTicksToDelay));
}

BaseType_t xTaskDelayUntil(TickType_t *const pxPreviousWakeTime, const TickType_t xTimeIncrement) {
	TickType_t now = xTaskGetTickCount();
	TickType_t wake = *pxPreviousWakeTime + xTimeIncrement;
	*pxPreviousWakeTime = wake;
	if ((int32_t)(wake - now) <= 0)
		return pdFALSE;
	sleep_until(rtos_deadline(wake - now));
	return pdTRUE;
}

TickType_t xTaskGetTickCount(void) {
	return (TickType_t)(simulated_now() * configTICK_RATE_HZ / 1000000);
}

TaskHandle_t xTaskGetCurrentTaskHandle(void) {
	return current_task();
}

UBaseType_t uxTaskGetNumberOfTasks(void) {
	pthread_mutex_lock(&tasks_lock);
	UBaseType_t count = 0;
	for (TaskHandle_t task = tasks; task != NULL; task = task->next)
		count++;
	pthread_mutex_unlock(&tasks_lock);
	return count;
}

char *pcTaskGetName(TaskHandle_t xTaskToQuery) {
	return (xTaskToQuery != NULL ? xTaskToQuery : current_task())->name;
}

UBaseType_t uxTaskPriorityGet(const TaskHandle_t xTask) {
	TaskHandle_t task = xTask != NULL ? xTask : current_task();
	pthread_mutex_lock(&task->lock);
	UBaseType_t priority = task->priority;
	pthread_mutex_unlock(&task->lock);
	return priority;
}

void vTaskPrioritySet(TaskHandle_t xTask, UBaseType_t uxNewPriority) {
	TaskHandle_t task = xTask != NULL ? xTask : current_task();
	pthread_mutex_lock(&task->lock);
	task->priority = uxNewPriority;
	pthread_mutex_unlock(&task->lock);
}

BaseType_t xTaskGetCoreID(TaskHandle_t xTask) {
	return (xTask != NULL ? xTask : current_task())->core;
}

eTaskState eTaskGetState(TaskHandle_t xTask) {
	if (xTask == current)
		return eRunning;
	pthread_mutex_lock(&xTask->lock);
	eTaskState state = xTask->is_deleted ? eDeleted : xTask->is_blocked ? eBlocked : eReady;
	pthread_mutex_unlock(&xTask->lock);
	return state;
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
	TaskHandle_t task = xTask != NULL ? xTask : current_task();
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
	TaskHandle_t task = current_task();
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
	TaskHandle_t task = current_task();
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
	TaskHandle_t task = xTask != NULL ? xTask : current_task();
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
	TaskHandle_t task = xTask != NULL ? xTask : current_task();
	pthread_mutex_lock(&task->lock);
	uint32_t value = task->value;
	task->value &= ~ulBitsToClear;
	pthread_mutex_unlock(&task->lock);
	return value;
}

void vPortYield(void) {
	sched_yield();
}

BaseType_t xPortInIsrContext(void) {
	return in_interrupt ? pdTRUE : pdFALSE;
}

void rtos_set_interrupt_context(bool inside) {
	in_interrupt = inside;
}
