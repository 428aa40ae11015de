#include <sched.h>
#include <stdatomic.h>
#include "freertos/FreeRTOS.h"

/** A thread's number, in the place of the core's: a critical section can be entered again by who is inside.
 */
static uint32_t thread_number(void) {
	static _Atomic uint32_t last;
	static _Thread_local uint32_t own;
	if (own == 0)
		own = ++last;
	return own;
}

BaseType_t xPortEnterCriticalTimeout(portMUX_TYPE *mux, BaseType_t timeout) {
	uint32_t self = thread_number();
	if (__atomic_load_n(&mux->owner, __ATOMIC_RELAXED) == self) {
		mux->count++;
		return pdPASS;
	}
	uint32_t expected = SPINLOCK_FREE;
	while (!__atomic_compare_exchange_n(
	    &mux->owner, &expected, self, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) {
		if (timeout == portMUX_TRY_LOCK)
			return pdFAIL;
		expected = SPINLOCK_FREE;
		sched_yield();
	}
	mux->count = 1;
	return pdPASS;
}

void vPortExitCritical(portMUX_TYPE *mux) {
	if (--mux->count == 0)
		__atomic_store_n(&mux->owner, SPINLOCK_FREE, __ATOMIC_RELEASE);
}
