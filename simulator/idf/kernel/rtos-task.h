/**
 * Between the kernel's parts: a task blocks only by `rtos_wait`, so that it can be deleted by another task
 * while it does.
 */
#pragma once

#include "simulated-clock.h"

#include "freertos/FreeRTOS.h"
#include "freertos/task.h"

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

/**
 * Waits on `condition` until `deadline`. Returns false when that has passed. Does not return when the task
 * has been deleted: `mutex` is released and the thread ends.
 */
bool rtos_wait(pthread_cond_t *condition, pthread_mutex_t *mutex, int64_t deadline);

/** The point on the simulated clock that lies `ticks` ahead; SIMULATED_FOREVER for portMAX_DELAY. */
int64_t rtos_deadline(TickType_t ticks);

/** Tells xPortInIsrContext what the calling thread runs as: a callback that is an interrupt on the chip, or
 * not. */
void rtos_set_interrupt_context(bool inside);

/** The calling thread's task. A thread that the kernel did not make becomes one when it first asks. */
TaskHandle_t rtos_current_task(void);

/** Starts to measure the calling task's stack; `top` is on it. */
void rtos_measure_stack(TaskHandle_t task, uint8_t *top);
