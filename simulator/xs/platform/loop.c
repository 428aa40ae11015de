#include "loop.h"
#include "ending.h"
#include "messages.h"
#include "statistics-request.h"
#include "statistics.h"
#include "timers.h"
#include "xsAll.h"

#include <fcntl.h>
#include <poll.h>
#include <stdatomic.h>

struct SimWatch {
	SimWatch *next;
	int fd;
	short events;
	short soon;
	bool removed;
	SimWatchCallback callback;
	void *refcon;
};

#define RUNNING -1

static struct {
	SimWatch *watches;
	struct pollfd *polled;
	size_t capacity;
	int wake[2];
} loop = {.wake = {-1, -1}};

static atomic_int quitStatus = RUNNING;
static atomic_ulong rounds;
static atomic_bool waits;

bool simLoopOpen(void) {
	atomic_store(&quitStatus, RUNNING);
	if (pipe(loop.wake))
		return false;
	for (int i = 0; i < 2; i++) {
		fcntl(loop.wake[i], F_SETFL, O_NONBLOCK);
		fcntl(loop.wake[i], F_SETFD, FD_CLOEXEC);
	}
	return true;
}

static void removeWatches(bool all) {
	SimWatch **address = &loop.watches;
	while (*address) {
		SimWatch *watch = *address;
		if (all || watch->removed) {
			*address = watch->next;
			free(watch);
		} else
			address = &watch->next;
	}
}

void simLoopClose(void) {
	removeWatches(true);
	free(loop.polled);
	loop.polled = NULL;
	loop.capacity = 0;
}

SimWatch *simLoopWatch(int fd, short events, SimWatchCallback callback, void *refcon) {
	SimWatch *watch = calloc(1, sizeof(SimWatch));
	if (!watch)
		return NULL;
	watch->fd = fd;
	watch->events = events;
	watch->callback = callback;
	watch->refcon = refcon;
	watch->next = loop.watches;
	loop.watches = watch;
	return watch;
}

void simLoopChange(SimWatch *watch, short events) {
	watch->events = events;
}

void simLoopSoon(SimWatch *watch, short events) {
	watch->soon |= events;
}

void simLoopUnwatch(SimWatch *watch) {
	if (watch)
		watch->removed = true;
}

void simLoopWake(void) {
	int error = errno;
	ssize_t written = write(loop.wake[1], "", 1);
	(void)written;
	errno = error;
}

void simLoopQuit(int status) {
	int running = RUNNING;
	atomic_compare_exchange_strong(&quitStatus, &running, status);
	simLoopWake();
}

void simLoopRunJobs(void *machine) {
	txMachine *the = machine;
	while (the->promiseJobsQueued) {
		the->promiseJobsQueued = false;
		fxRunPromiseJobs(the);
	}
	fxEndJob(the);
	fxCheckUnhandledRejections(the, 1);
}

void fxQueuePromiseJobs(txMachine *the) {
	the->promiseJobsQueued = true;
}

static int wait(int most) {
	size_t count = 1;
	int timeout = simTimersNext();
	for (SimWatch *watch = loop.watches; watch; watch = watch->next) {
		count++;
		if (watch->soon)
			timeout = 0;
	}
	if (count > loop.capacity) {
		loop.capacity = count * 2;
		loop.polled = realloc(loop.polled, loop.capacity * sizeof(struct pollfd));
	}
	if (most >= 0 && (timeout < 0 || timeout > most))
		timeout = most;
	loop.polled[0] = (struct pollfd){.fd = loop.wake[0], .events = POLLIN};
	count = 1;
	for (SimWatch *watch = loop.watches; watch; watch = watch->next)
		loop.polled[count++] = (struct pollfd){.fd = watch->events ? watch->fd : -1, .events = watch->events};
	atomic_store(&waits, true);
	int ready = poll(loop.polled, (nfds_t)count, timeout);
	atomic_store(&waits, false);
	return ready;
}

unsigned long simLoopRounds(void) {
	return atomic_load(&rounds);
}

bool simLoopWaits(void) {
	return atomic_load(&waits);
}

/* Watches are added at the front of the list, so those that were polled are its last. */
static void dispatch(void *the, SimWatch *first, bool polled) {
	size_t index = 1;
	for (SimWatch *watch = first; watch; watch = watch->next, index++) {
		short events = (short)(watch->soon | (polled ? loop.polled[index].revents : 0));
		watch->soon = 0;
		if (!watch->removed && events) {
			(*watch->callback)(the, watch->refcon, events);
			simLoopRunJobs(the);
		}
	}
}

static void drainWake(void) {
	char buffer[64];
	while (read(loop.wake[0], buffer, sizeof(buffer)) > 0)
		;
}

int simLoopRun(void *the) {
	simLoopRunJobs(the);
	while (atomic_load(&quitStatus) == RUNNING) {
		removeWatches(false);
		atomic_fetch_add(&rounds, 1);
		simStatisticAdd(SIM_TURNS, 1);
		SimWatch *first = loop.watches;
		int ready = wait(simEndingTurn(the));
		if (ready > 0 && loop.polled[0].revents)
			drainWake();
		dispatch(the, first, ready > 0);
		simMessagesDeliver(the);
		simTimersExecute(the);
		simStatisticsAnswer(the);
	}
	return atomic_load(&quitStatus);
}
