/** The SDK's timers for C, by the SDK's names. On the machine's thread only. */
#ifndef BELLTOWER_XS_MOD_TIMER_H
#define BELLTOWER_XS_MOD_TIMER_H

#include <stdint.h>

typedef struct modTimerRecord *modTimer;

typedef void (*modTimerCallback)(modTimer timer, void *refcon, int refconSize);

/**
 * Calls `callback` once after `firstInterval` milliseconds, then every `secondInterval`; 0: only once, and
 * the timer is removed. The callback gets a pointer to a copy of the `refconSize` bytes at `refcon`. NULL
 * when memory is short.
 */
modTimer modTimerAdd(
    int firstInterval, int secondInterval, modTimerCallback callback, void *refcon, int refconSize);

void modTimerReschedule(modTimer timer, int firstInterval, int secondInterval);

/** Stops the timer until it is rescheduled. */
void modTimerUnschedule(modTimer timer);

/** The repeat interval, or -1 while the timer is unscheduled. */
int modTimerGetSecondInterval(modTimer timer);

void *modTimerGetRefcon(modTimer timer);

/** Removes the timer. It may be called from the timer's own callback. */
void modTimerRemove(modTimer timer);

/** Sleeps. */
void modTimerDelayMS(uint32_t milliseconds);

#endif
