#include "timers.h"
#include "loop.h"
#include "modTimer.h"
#include "xsHost.h"

#include <errno.h>
#include <time.h>

#define UNSCHEDULED -1

struct modTimerRecord {
	struct modTimerRecord *next;
	uint64_t due;
	int interval;
	bool scheduled;
	bool firing;
	bool removed;
	modTimerCallback callback;
	int refconSize;
	_Alignas(16) char refcon[];
};

static struct {
	modTimer first;
	modTimer *last;
	int count;
} timers = {.last = &timers.first};

uint64_t simClock(void) {
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return (uint64_t)time.tv_sec * 1000000 + (uint64_t)time.tv_nsec / 1000;
}

uint32_t simMilliseconds(void) {
	return (uint32_t)(simClock() / 1000);
}

uint32_t simMicroseconds(void) {
	return (uint32_t)simClock();
}

void simDelayMicroseconds(uint64_t microseconds) {
	struct timespec time = {
	    .tv_sec = (time_t)(microseconds / 1000000), .tv_nsec = (long)(microseconds % 1000000) * 1000};
	while (nanosleep(&time, &time) && errno == EINTR)
		;
}

void modTimerDelayMS(uint32_t milliseconds) {
	simDelayMicroseconds((uint64_t)milliseconds * 1000);
}

modTimer modTimerAdd(
    int firstInterval, int secondInterval, modTimerCallback callback, void *refcon, int refconSize) {
	modTimer timer = calloc(1, sizeof(struct modTimerRecord) + (size_t)refconSize);
	if (!timer)
		return NULL;
	timer->callback = callback;
	timer->refconSize = refconSize;
	if (refconSize)
		memcpy(timer->refcon, refcon, (size_t)refconSize);
	modTimerReschedule(timer, firstInterval, secondInterval);
	*timers.last = timer;
	timers.last = &timer->next;
	timers.count++;
	return timer;
}

void modTimerReschedule(modTimer timer, int firstInterval, int secondInterval) {
	timer->due = simClock() + (uint64_t)(firstInterval > 0 ? firstInterval : 0) * 1000;
	timer->interval = secondInterval > 0 ? secondInterval : 0;
	timer->scheduled = true;
	timer->firing = false;
}

void modTimerUnschedule(modTimer timer) {
	timer->interval = UNSCHEDULED;
	timer->scheduled = false;
	timer->firing = false;
}

int modTimerGetSecondInterval(modTimer timer) {
	return timer->interval;
}

void *modTimerGetRefcon(modTimer timer) {
	return timer->refcon;
}

void modTimerRemove(modTimer timer) {
	if (timer && !timer->removed) {
		timer->removed = true;
		timer->scheduled = false;
		timer->firing = false;
		timers.count--;
	}
}

static void sweep(bool all) {
	timers.last = &timers.first;
	while (*timers.last) {
		modTimer timer = *timers.last;
		if (all || timer->removed) {
			*timers.last = timer->next;
			free(timer);
		} else
			timers.last = &timer->next;
	}
}

int simTimersNext(void) {
	uint64_t now = simClock();
	uint64_t wait = UINT64_MAX;
	for (modTimer timer = timers.first; timer; timer = timer->next) {
		if (!timer->scheduled)
			continue;
		uint64_t left = timer->due > now ? timer->due - now : 0;
		if (left < wait)
			wait = left;
	}
	if (wait == UINT64_MAX)
		return -1;
	return wait > 3600000000u ? 3600000 : (int)((wait + 999) / 1000);
}

/* A repeating timer that is late catches up with one call, not with as many as were missed. */
static void fire(modTimer timer, uint64_t now) {
	timer->firing = false;
	if (timer->interval > 0) {
		uint64_t step = (uint64_t)timer->interval * 1000;
		timer->due += step;
		if (timer->due <= now)
			timer->due = now + step - (now - timer->due) % step;
	} else
		timer->scheduled = false;
	(*timer->callback)(timer, timer->refcon, timer->refconSize);
	if (!timer->interval)
		modTimerRemove(timer);
}

/* The one that has been due longest of those that are to fire in this turn. */
static modTimer nextToFire(void) {
	modTimer next = NULL;
	for (modTimer timer = timers.first; timer; timer = timer->next)
		if (timer->firing && (!next || timer->due < next->due))
			next = timer;
	return next;
}

void simTimersExecute(void *the) {
	uint64_t now = simClock();
	modTimer next;
	for (modTimer timer = timers.first; timer; timer = timer->next)
		timer->firing = timer->scheduled && timer->due <= now;
	while ((next = nextToFire())) {
		fire(next, now);
		simLoopRunJobs(the);
	}
	sweep(false);
}

int simTimersCount(void) {
	return timers.count;
}

void simTimersFree(void) {
	sweep(true);
	timers.count = 0;
}
