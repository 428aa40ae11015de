#include "reset-hooks.h"
#include "loop.h"
#include "statistics.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* ESP-IDF's esp_reset_reason_t */
enum { PANIC = 4, TASK_WATCHDOG = 6 };

extern void simulated_parameters(char **parameters) __attribute__((weak));
extern void simulated_panic(int reason) __attribute__((weak));
extern void simulated_reset(int reason) __attribute__((weak));
extern int simulated_watchdog_seconds(void) __attribute__((weak));

static void panic(int signalNumber) {
	simulated_panic(PANIC);
	signal(signalNumber, SIG_DFL);
	raise(signalNumber);
}

static clockid_t machineClock;

static double machineSeconds(void) {
	struct timespec used;
	clock_gettime(machineClock, &used);
	return (double)used.tv_sec + (double)used.tv_nsec / 1e9;
}

/* As the task watchdog: the machine's loop must come round in time. It is the processor's time that counts,
 * as a busy computer is no program that hangs. */
static void *watch(void *argument) {
	int patience = *(int *)argument;
	unsigned long seen = simLoopRounds();
	double since = machineSeconds();
	for (;;) {
		usleep(100000);
		unsigned long rounds = simLoopRounds();
		if (rounds != seen || simLoopWaits()) {
			seen = rounds;
			since = machineSeconds();
		} else if (machineSeconds() - since >= patience) {
			static const char text[] = "watchdog: the program hangs; it is reset\n";
			if (write(STDERR_FILENO, text, sizeof(text) - 1) < 0)
				_exit(1);
			simulated_reset(TASK_WATCHDOG);
		}
	}
	return NULL;
}

void simResetsBegin(char **parameters) {
	static char *none[] = {NULL};
	static int seconds;
	pthread_t thread;
	if (!simulated_parameters || !getenv("BELLTOWER_BOOT"))
		return;
	simulated_parameters(parameters ? parameters : none);
	struct sigaction action = {.sa_handler = panic};
	sigaction(SIGSEGV, &action, NULL);
	sigaction(SIGABRT, &action, NULL);
	sigaction(SIGBUS, &action, NULL);
	seconds = simulated_watchdog_seconds();
	if (seconds > 0 && !getenv("XSBUG_HOST") && !pthread_getcpuclockid(pthread_self(), &machineClock) &&
	    pthread_create(&thread, NULL, watch, &seconds) == 0)
		pthread_detach(thread);
}

void simResetsPanic(void) {
	if (simulated_panic && getenv("BELLTOWER_BOOT"))
		simulated_panic(PANIC);
}
