#include "statistics-request.h"
#include "loop.h"
#include "statistics.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>

static atomic_bool requested;

static void request(int signal) {
	(void)signal;
	atomic_store(&requested, true);
	simLoopWake();
}

void simStatisticsListen(void) {
	struct sigaction action = {.sa_handler = request, .sa_flags = SA_RESTART};
	sigaction(SIGUSR1, &action, NULL);
}

void simStatisticsAnswer(void *machine) {
	if (!atomic_exchange(&requested, false))
		return;
	char separator = '{';
	printf("statistics ");
	for (int statistic = 0; statistic < SIM_STATISTICS; statistic++) {
		const char *name = simStatisticName((SimStatistic)statistic);
		printf("%c\"%s\": %.0f", separator, name, simStatistic(machine, (SimStatistic)statistic));
		separator = ',';
	}
	printf("}\n");
}
