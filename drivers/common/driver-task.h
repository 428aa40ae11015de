#ifndef DRIVER_TASK_H
#define DRIVER_TASK_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "freertos/FreeRTOS.h"
#include "freertos/semphr.h"
#include "freertos/task.h"

/**
 * What JavaScript and a driver's tasks have in common, freed by whoever lets go of it last. So a task that is
 * busy in the hardware when its driver is closed can finish in its own time, and nobody waits for it.
 *
 * On the ESP32 it must lie in internal memory, where atomics work.
 */
typedef struct driver_shared {
	atomic_int references;
	void (*destroy)(struct driver_shared *shared);
} driver_shared_t;

void driver_shared_initialize(driver_shared_t *shared, void (*destroy)(driver_shared_t *shared));
void driver_shared_retain(driver_shared_t *shared);
void driver_shared_release(driver_shared_t *shared);

/** How a task runs: its stack in bytes, its priority, and its core or tskNO_AFFINITY. */
typedef struct {
	const char *name;
	uint32_t stack;
	UBaseType_t priority;
	BaseType_t core;
} driver_task_configuration_t;

/**
 * A task that waits until it is woken, looks what is wanted of it, and does that until it is told to end. All
 * functions are for JavaScript's thread unless they say otherwise.
 */
typedef struct {
	driver_shared_t *shared;
	void (*run)(driver_shared_t *shared);
	SemaphoreHandle_t wake;
	SemaphoreHandle_t ended;
	atomic_bool ending;
	TaskHandle_t handle;
} driver_task_t;

/** Prepares the task, does not start it. Returns false when there is no memory. */
bool driver_task_initialize(
    driver_task_t *task, driver_shared_t *shared, void (*run)(driver_shared_t *shared));

/** Starts the task if it does not run, and wakes it. Returns false when there is no memory. */
bool driver_task_start(driver_task_t *task, const driver_task_configuration_t *configuration);

/** Wakes the task if it runs. */
void driver_task_wake(driver_task_t *task);

/** Tells the task to end. */
void driver_task_end(driver_task_t *task);

/** Waits until the task has ended, at most so many milliseconds; returns whether it has. */
bool driver_task_join(driver_task_t *task, uint32_t milliseconds);

/** Frees what the task needs; for `destroy`, when no task runs any more. */
void driver_task_destroy(driver_task_t *task);

/** Bytes of stack that have never been used; 0 when the task does not run. */
uint32_t driver_task_stack_left(const driver_task_t *task);

/** In the task: waits until woken, at most so many milliseconds. */
void driver_task_sleep(driver_task_t *task, uint32_t milliseconds);

/** In the task: waits until woken. */
void driver_task_rest(driver_task_t *task);

/** In the task: whether it has been told to end. */
bool driver_task_is_ending(const driver_task_t *task);

#endif
