#include "simulated-clock.h"

#include <errno.h>
#include <time.h>
#include "esp_timer.h"

static int64_t origin;

static int64_t monotonic_now(void) {
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/** Before the parts look at the environment, since they log what they find. */
__attribute__((constructor(101))) static void start_clock(void) {
	origin = monotonic_now();
}

static struct timespec timespec_of(int64_t deadline) {
	int64_t monotonic = deadline + origin;
	struct timespec result = {.tv_sec = monotonic / 1000000, .tv_nsec = monotonic % 1000000 * 1000};
	return result;
}

int64_t simulated_now(void) {
	return monotonic_now() - origin;
}

void simulated_sleep_until(int64_t deadline) {
	struct timespec when = timespec_of(deadline);
	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &when, NULL) == EINTR)
		continue;
}

void simulated_condition_initialize(pthread_cond_t *condition) {
	pthread_condattr_t attributes;
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(condition, &attributes);
	pthread_condattr_destroy(&attributes);
}

bool simulated_condition_wait(pthread_cond_t *condition, pthread_mutex_t *mutex, int64_t deadline) {
	if (deadline == SIMULATED_FOREVER) {
		pthread_cond_wait(condition, mutex);
		return true;
	}
	struct timespec when = timespec_of(deadline);
	return pthread_cond_timedwait(condition, mutex, &when) != ETIMEDOUT;
}

int64_t esp_timer_get_time(void) {
	return simulated_now();
}
