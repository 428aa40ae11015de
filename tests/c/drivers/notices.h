#ifndef NOTICES_H
#define NOTICES_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "driver-notice.h"

/** A machine that counts what is posted to it, for tests without JavaScript. */
typedef struct {
	pthread_mutex_t lock;
	unsigned waiting;
	unsigned mostWaiting;
	bool isFull;
} machine_t;

#define MACHINE_INITIALIZER                                                                                  \
	{ .lock = PTHREAD_MUTEX_INITIALIZER }

/** A driver_notice_post_t. */
static inline bool machine_post(void *machine, uintptr_t instance) {
	machine_t *self = machine;
	(void)instance;
	pthread_mutex_lock(&self->lock);
	bool posted = !self->isFull;
	if (posted && ++self->waiting > self->mostWaiting)
		self->mostWaiting = self->waiting;
	pthread_mutex_unlock(&self->lock);
	return posted;
}

static inline void sleep_milliseconds(unsigned milliseconds) {
	const struct timespec time = {
	    .tv_sec = milliseconds / 1000, .tv_nsec = (long)(milliseconds % 1000) * 1000000};
	nanosleep(&time, NULL);
}

/** What has happened, if something was posted. */
static inline uint32_t machine_take(machine_t *machine, driver_notice_t *notice) {
	pthread_mutex_lock(&machine->lock);
	bool posted = machine->waiting > 0;
	machine->waiting -= posted;
	pthread_mutex_unlock(&machine->lock);
	return posted ? driver_notice_take(notice) : 0;
}

/** Waits until one of `events` has happened, at most so long; other events are lost. */
static inline bool machine_wait(
    machine_t *machine, driver_notice_t *notice, uint32_t events, unsigned milliseconds) {
	for (unsigned waited = 0; waited <= milliseconds; waited += 2) {
		if (machine_take(machine, notice) & events)
			return true;
		sleep_milliseconds(2);
	}
	return false;
}

#endif
