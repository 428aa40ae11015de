#include "rtos-task.h"

#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include "faults.h"

/** What a PC's C library wants of a stack beyond what the task asked for. */
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
#define HOST_STACK (1024 * 1024)
#else
#define HOST_STACK (256 * 1024)
#endif

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

TaskHandle_t rtos_current_task(void) {
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

static void *run(void *argument) {
	TaskHandle_t task = argument;
	current = task;
	pthread_setname_np(pthread_self(), task->name);
	uint8_t top;
	pthread_mutex_lock(&task->lock);
	rtos_measure_stack(task, &top);
	pthread_mutex_unlock(&task->lock);
	task->code(task->parameters);
	fprintf(stderr, "FreeRTOS Task \"%s\" should not return, Aborting now!\n", task->name);
	abort();
}

bool rtos_wait(pthread_cond_t *condition, pthread_mutex_t *mutex, int64_t deadline) {
	TaskHandle_t task = rtos_current_task();
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
	TaskHandle_t task = rtos_current_task();
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
	return rtos_current_task();
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
	return (xTaskToQuery != NULL ? xTaskToQuery : rtos_current_task())->name;
}

UBaseType_t uxTaskPriorityGet(const TaskHandle_t xTask) {
	TaskHandle_t task = xTask != NULL ? xTask : rtos_current_task();
	pthread_mutex_lock(&task->lock);
	UBaseType_t priority = task->priority;
	pthread_mutex_unlock(&task->lock);
	return priority;
}

void vTaskPrioritySet(TaskHandle_t xTask, UBaseType_t uxNewPriority) {
	TaskHandle_t task = xTask != NULL ? xTask : rtos_current_task();
	pthread_mutex_lock(&task->lock);
	task->priority = uxNewPriority;
	pthread_mutex_unlock(&task->lock);
}

BaseType_t xTaskGetCoreID(TaskHandle_t xTask) {
	return (xTask != NULL ? xTask : rtos_current_task())->core;
}

eTaskState eTaskGetState(TaskHandle_t xTask) {
	if (xTask == current)
		return eRunning;
	pthread_mutex_lock(&xTask->lock);
	eTaskState state = xTask->is_deleted ? eDeleted : xTask->is_blocked ? eBlocked : eReady;
	pthread_mutex_unlock(&xTask->lock);
	return state;
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
