#include "statistics.h"
#include "xsmc.h"

#include <string.h>

/* The index in JavaScript is one more than the statistic's: the SDK's indices start at 1. */
static int toStatistic(xsMachine *the) {
	int index = xsmcArgc && xsmcTypeOf(xsArg(0)) != xsUndefinedType ? xsmcToInteger(xsArg(0)) : 0;
	return index >= 1 && index <= SIM_STATISTICS ? index - 1 : -1;
}

void xs_instrumentation_get(xsMachine *the) {
	int statistic = toStatistic(the);
	if (statistic >= 0)
		xsmcSetNumber(xsResult, simStatistic(the, (SimStatistic)statistic));
}

void xs_instrumentation_map(xsMachine *the) {
	const char *name = xsmcToString(xsArg(0));
	for (int i = 0; i < SIM_STATISTICS; i++)
		if (!strcmp(simStatisticName((SimStatistic)i), name))
			xsmcSetInteger(xsResult, i + 1);
}

void xs_instrumentation_name(xsMachine *the) {
	int statistic = toStatistic(the);
	if (statistic >= 0)
		xsmcSetString(xsResult, (char *)simStatisticName((SimStatistic)statistic));
}
