#include "reset-hooks.h"
#include "loop.h"
#include "statistics.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

/* As the task watchdog: the machine's loop must come round in time. */
static void *watch(void *argument) {
	int patience = *(int *)argument, silent = 0;
	unsigned long seen = simLoopRounds();
	for (;;) {
		sleep(1);
		unsigned long rounds = simLoopRounds();
		silent = rounds == seen && !simLoopWaits() ? silent + 1 : 0;
		seen = rounds;
		if (silent >= patience) {
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
	if (seconds > 0 && !getenv("XSBUG_HOST") && pthread_create(&thread, NULL, watch, &seconds) == 0)
		pthread_detach(thread);
}

void simResetsPanic(void) {
	if (simulated_panic && getenv("BELLTOWER_BOOT"))
		simulated_panic(PANIC);
}
