/** Counts of what the machine and the network use; the SDK's module `instrumentation` reads them. */
#ifndef BELLTOWER_XS_STATISTICS_H
#define BELLTOWER_XS_STATISTICS_H

typedef enum {
	SIM_NETWORK_BYTES_READ,
	SIM_NETWORK_BYTES_WRITTEN,
	SIM_NETWORK_SOCKETS,
	SIM_TIMERS,
	SIM_TURNS,
	SIM_SLOT_HEAP_USED,
	SIM_SLOT_HEAP_PEAK,
	SIM_SLOT_HEAP_LIMIT,
	SIM_CHUNK_HEAP_USED,
	SIM_CHUNK_HEAP_PEAK,
	SIM_CHUNK_HEAP_LIMIT,
	SIM_CHUNK_HEAP_ALLOCATED,
	SIM_KEYS_USED,
	SIM_GARBAGE_COLLECTIONS,
	SIM_STACK_USED,
	SIM_STATISTICS
} SimStatistic;

/** Its present value. */
double simStatistic(void *the, SimStatistic statistic);

const char *simStatisticName(SimStatistic statistic);

/** Adds to one that is counted by others than the machine. On the machine's thread. */
void simStatisticAdd(SimStatistic statistic, int count);

#endif
