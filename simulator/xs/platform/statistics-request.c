#include "statistics-request.h"
#include "loop.h"
#include "statistics.h"
#include "xsAll.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>

/* The signal that came last; 0 for none. */
static atomic_int requested;

static void request(int signal) {
	atomic_store(&requested, signal);
	simLoopWake();
}

void simStatisticsListen(void) {
	struct sigaction action = {.sa_handler = request, .sa_flags = SA_RESTART};
	sigaction(SIGUSR1, &action, NULL);
	sigaction(SIGUSR2, &action, NULL);
}

void simStatisticsAnswer(void *machine) {
	int signal = atomic_exchange(&requested, 0);
	if (!signal)
		return;
	if (signal == SIGUSR2)
		fxCollectGarbage(machine);
	char separator = '{';
	printf("statistics ");
	for (int statistic = 0; statistic < SIM_STATISTICS; statistic++) {
		const char *name = simStatisticName((SimStatistic)statistic);
		printf("%c\"%s\": %.0f", separator, name, simStatistic(machine, (SimStatistic)statistic));
		separator = ',';
	}
	printf("}\n");
}
