#ifndef DRIVER_NOTICE_H
#define DRIVER_NOTICE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "freertos/FreeRTOS.h"
#include "freertos/semphr.h"

/** Sends a message to `machine` that will be delivered with `instance`; returns false when it can't. */
typedef bool (*driver_notice_post_t)(void *machine, uintptr_t instance);

/**
 * Tells JavaScript from a task that something has happened. What happens until the notice is delivered is
 * told by the same notice, so at most one is under way. The notice names its instance by number, not by
 * address: it may be delivered, or thrown away with the machine, when the instance is gone.
 */
typedef struct {
	void *machine;
	driver_notice_post_t post;
	uintptr_t instance;
	SemaphoreHandle_t lock;
	atomic_bool closed;
	atomic_bool posted;
	atomic_uint_least32_t events;
} driver_notice_t;

/** Returns false when there is no memory. */
bool driver_notice_initialize(
    driver_notice_t *notice, void *machine, driver_notice_post_t post, uintptr_t instance);

/** In a task: tells of `events`, a set of bits. When the message can't be sent, the next call tries again. */
void driver_notice_raise(driver_notice_t *notice, uint32_t events);

/** In JavaScript's thread, upon delivery: what has happened; forgets it. */
uint32_t driver_notice_take(driver_notice_t *notice);

/** In JavaScript's thread: from now on nothing is sent. */
void driver_notice_close(driver_notice_t *notice);

void driver_notice_destroy(driver_notice_t *notice);

#endif
