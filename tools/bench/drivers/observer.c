#include "observer.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "esp_timer.h"

#define PATIENCE_MILLISECONDS 5000

bool observer_post(void *machine, uintptr_t instance) {
	observer_t *observer = machine;
	(void)instance;
	if (!atomic_load(&observer->known)) {
		observer->first = esp_timer_get_time();
		pthread_getcpuclockid(pthread_self(), &observer->clock);
		atomic_store(&observer->known, true);
	}
	atomic_store(&observer->posted, true);
	return true;
}

uint32_t observer_take(observer_t *observer, driver_notice_t *notice) {
	return atomic_exchange(&observer->posted, false) ? driver_notice_take(notice) : 0;
}

void observer_await(observer_t *observer, driver_notice_t *notice, uint32_t events) {
	for (unsigned waited = 0; waited < PATIENCE_MILLISECONDS; waited++) {
		if (observer_take(observer, notice) & events)
			return;
		sleep_milliseconds(1);
	}
	fprintf(
	    stderr, "the driver has not told of 0x%x within %d ms\n", (unsigned)events, PATIENCE_MILLISECONDS);
	exit(1);
}

int64_t cpu_time(clockid_t clock) {
	struct timespec time;
	if (clock_gettime(clock, &time) != 0) {
		perror("clock_gettime");
		exit(1);
	}
	return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

void sleep_milliseconds(unsigned milliseconds) {
	const struct timespec time = {
	    .tv_sec = milliseconds / 1000, .tv_nsec = (long)(milliseconds % 1000) * 1000000};
	nanosleep(&time, NULL);
}
