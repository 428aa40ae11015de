#ifndef BELLTOWER_XS_TIMERS_H
#define BELLTOWER_XS_TIMERS_H

#include <stdint.h>

/** Milliseconds until a timer is due, for poll: 0 when one is, -1 when there is none. */
int simTimersNext(void);

/** Calls the timers that are due. Those they add are not due before the next turn. */
void simTimersExecute(void *the);

/** How many timers there are. */
int simTimersCount(void);

/** Frees all timers. After the machine is gone. */
void simTimersFree(void);

/** Microseconds since some moment; does not jump. */
uint64_t simClock(void);

#endif
