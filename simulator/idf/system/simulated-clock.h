/**
 * The simulated chip's clock: microseconds since the program started, CLOCK_MONOTONIC. All deadlines are
 * points on it, so that what repeats does not drift.
 */
#pragma once

#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

/** A deadline that never comes. */
#define SIMULATED_FOREVER INT64_MAX

/** Microseconds since the program started. */
int64_t simulated_now(void);

/** Waits, outside of the kernel's control, until `deadline`; returns at once when that has passed. */
void simulated_sleep_until(int64_t deadline);

/** Initializes a condition whose waits are timed on the simulated clock. */
void simulated_condition_initialize(pthread_cond_t *condition);

/** Waits on `condition` until `deadline`. Returns false when that has passed. */
bool simulated_condition_wait(pthread_cond_t *condition, pthread_mutex_t *mutex, int64_t deadline);
