#include "statistics.h"
#include "heap-limits.h"
#include "machine.h"
#include "memory.h"
#include "timers.h"

static const char *const names[SIM_STATISTICS] = {
    [SIM_NETWORK_BYTES_READ] = "Network Bytes Read",
    [SIM_NETWORK_BYTES_WRITTEN] = "Network Bytes Written",
    [SIM_NETWORK_SOCKETS] = "Network Sockets",
    [SIM_TIMERS] = "Timers",
    [SIM_TURNS] = "Turns",
    [SIM_SLOT_HEAP_USED] = "XS Slot Heap Used",
    [SIM_SLOT_HEAP_PEAK] = "XS Slot Heap Peak",
    [SIM_SLOT_HEAP_LIMIT] = "XS Slot Heap Limit",
    [SIM_CHUNK_HEAP_USED] = "XS Chunk Heap Used",
    [SIM_CHUNK_HEAP_PEAK] = "XS Chunk Heap Peak",
    [SIM_CHUNK_HEAP_LIMIT] = "XS Chunk Heap Limit",
    [SIM_CHUNK_HEAP_ALLOCATED] = "XS Chunk Heap Allocated",
    [SIM_KEYS_USED] = "XS Keys Used",
    [SIM_GARBAGE_COLLECTIONS] = "XS Garbage Collection Count",
    [SIM_STACK_USED] = "XS Stack Used",
};

static double counts[SIM_STATISTICS];

static void countCollection(txMachine *the, void *data, txMarkRoot markRoot) {
	(void)the;
	(void)data;
	(void)markRoot;
	counts[SIM_GARBAGE_COLLECTIONS]++;
}

static const txHostHooks collectionHooks = {NULL, countCollection, NULL};

void simStatisticsBegin(txMachine *the) {
	static txSlot collected;
	memset(counts, 0, sizeof(counts));
	fxNewHostObject(the, NULL);
	mxPull(collected);
	fxSetHostData(the, &collected, counts);
	fxSetHostHooks(the, &collected, &collectionHooks);
	fxRemember(the, &collected);
}

const char *simStatisticName(SimStatistic statistic) {
	return names[statistic];
}

void simStatisticAdd(SimStatistic statistic, int count) {
	counts[statistic] += count;
}

double simStatistic(void *machine, SimStatistic statistic) {
	txMachine *the = machine;
	SimUsage usage;
	simLimitsRead(the, &usage);
	switch (statistic) {
	case SIM_TIMERS:
		return simTimersCount();
	case SIM_SLOT_HEAP_USED:
		return (double)usage.slots * SIM_CHIP_SLOT_BYTES;
	case SIM_SLOT_HEAP_PEAK:
		return (double)usage.slotsPeak * SIM_CHIP_SLOT_BYTES;
	case SIM_SLOT_HEAP_LIMIT:
		return (double)usage.slotsLimit * SIM_CHIP_SLOT_BYTES;
	case SIM_CHUNK_HEAP_USED:
		return usage.chunkBytes;
	case SIM_CHUNK_HEAP_PEAK:
		return usage.chunkBytesPeak;
	case SIM_CHUNK_HEAP_LIMIT:
		return usage.chunkBytesLimit;
	case SIM_CHUNK_HEAP_ALLOCATED:
		return (double)simChunkBytesAllocated();
	case SIM_KEYS_USED:
		return the->keyIndex - the->keyOffset;
	case SIM_STACK_USED:
		return (double)usage.stack * SIM_CHIP_SLOT_BYTES;
	default:
		return counts[statistic];
	}
}
