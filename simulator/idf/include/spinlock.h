/** The part of ESP-IDF v6.0's spinlock.h that portMUX_TYPE needs. */
#pragma once

#include <assert.h>
#include <stdint.h>

#define SPINLOCK_FREE 0xB33FFFFF
#define SPINLOCK_WAIT_FOREVER (-1)
#define SPINLOCK_NO_WAIT 0
#define SPINLOCK_INITIALIZER                                                                                 \
	{ .owner = SPINLOCK_FREE, .count = 0 }

typedef struct {
	uint32_t owner;
	uint32_t count;
} spinlock_t;

static inline void __attribute__((always_inline)) spinlock_initialize(spinlock_t *lock) {
	assert(lock);
	lock->owner = SPINLOCK_FREE;
	lock->count = 0;
}
