/**
 * The machine's event loop: file descriptors, timers, messages from other threads, promise jobs. One loop, on
 * the thread that runs the machine. `the` is the machine: txMachine for the engine, xsMachine for drivers.
 */
#ifndef BELLTOWER_XS_LOOP_H
#define BELLTOWER_XS_LOOP_H

#include <stdbool.h>

typedef struct SimWatch SimWatch;

/** Called when one of the watched events (poll's) has come; `events` are those that came. */
typedef void (*SimWatchCallback)(void *the, void *refcon, short events);

/** Watches a file descriptor. */
SimWatch *simLoopWatch(int fd, short events, SimWatchCallback callback, void *refcon);

/** Watches for other events from now on; 0 for none, not even POLLERR and POLLHUP. */
void simLoopChange(SimWatch *watch, short events);

/** Ends the watching. Callbacks of the watch's may do it. Takes NULL. */
void simLoopUnwatch(SimWatch *watch);

/** Has `callback` called by the next turn of the loop, once. For what must not happen inside the present
 * call. */
void simLoopSoon(SimWatch *watch, short events);

/** Makes the loop turn if it waits. From any thread and from signal handlers. */
void simLoopWake(void);

/** Ends the loop after the present turn; the first status wins. From any thread and from signal handlers. */
void simLoopQuit(int status);

/** How often the loop has turned, and whether it waits for something to do. From any thread. */
unsigned long simLoopRounds(void);
bool simLoopWaits(void);

/** Runs until simLoopQuit; returns its status. */
int simLoopRun(void *the);

/** Makes and ends what the loop needs. False: errno says why. */
bool simLoopOpen(void);
void simLoopClose(void);

/** Runs the promise jobs that wait, and stops the machine if a promise was rejected that nothing handles. */
void simLoopRunJobs(void *the);

#endif
