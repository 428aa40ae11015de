/**
 * Between the kernel's parts: a task blocks only by `rtos_wait`, so that it can be deleted by another task
 * while it does.
 */
#pragma once

#include "simulated-clock.h"

#include "freertos/FreeRTOS.h"

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
