#include "heap-limits.h"

#include <sys/mman.h>

#ifndef MAP_NORESERVE
#define MAP_NORESERVE 0
#endif

/* Address space set aside for each heap, so that it grows in one piece; pages are used as they are touched.
 */
#define RESERVED_BYTES ((size_t)512 * 1024 * 1024)

/* What the machine starts with while the built-ins are made. */
#define START_CHUNK_BYTES (64 * 1024)
#define START_SLOTS 4096
#define START_STACK_SLOTS 4096
#define START_INCREMENT_SLOTS 64

extern void fxGrowSlots(txMachine *the, txSize count);

static struct {
	SimCreation creation;
	bool enforcing;
	int suspended;
	txByte *chunkRegion;
	txSlot *slotRegion;
	txSize slotsAllocated;
	txSlot *stackRegion;
	txSize exemptChunkBytes;
	txSize exemptSlots;
	txSize allowedChunkBytes;
	txSize allowedSlots;
	txSize chunkBytesBefore;
	txSize slotsBefore;
	txBoolean collectFlagBefore;
	txSlot *stackTop;
} limits;

static void *reserve(void) {
	void *region = mmap(
	    NULL, RESERVED_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	return region == MAP_FAILED ? NULL : region;
}

static txByte *chunkStart(txMachine *the) {
	return (txByte *)the->firstBlock + sizeof(txBlock);
}

static txSize chunkBytesInUse(txMachine *the) {
	return (txSize)(the->firstBlock->current - chunkStart(the));
}

static bool hasRoom(int64_t bytes) {
	int64_t block = limits.creation.staticBytes;
	if (!limits.enforcing || limits.suspended || !block)
		return true;
	block -= (int64_t)SIM_CHIP_SLOT_BYTES * (limits.creation.stack + limits.allowedSlots);
	return limits.allowedChunkBytes + bytes <= block;
}

void *fxAllocateChunks(txMachine *the, txSize size) {
	if (!hasRoom(size))
		return NULL;
	if (!the->firstBlock) {
		limits.chunkRegion = reserve();
		return limits.chunkRegion;
	}
	txByte *end = (txByte *)the->firstBlock->limit;
	if (end + size > limits.chunkRegion + RESERVED_BYTES)
		return NULL;
	if (limits.enforcing && !limits.suspended)
		limits.allowedChunkBytes += size;
	return end;
}

void fxFreeChunks(txMachine *the, void *chunks) {
	(void)the;
	munmap(chunks, RESERVED_BYTES);
	limits.chunkRegion = NULL;
}

/* The engine asks for its stack first, then for slots. */
txSlot *fxAllocateSlots(txMachine *the, txSize count) {
	(void)the;
	if (!limits.stackRegion)
		return limits.stackRegion = c_calloc((size_t)count, sizeof(txSlot));
	if (!limits.slotRegion)
		limits.slotRegion = reserve();
	if (!limits.slotRegion || ((size_t)(limits.slotsAllocated + count) * sizeof(txSlot) > RESERVED_BYTES) ||
	    !hasRoom((int64_t)count * SIM_CHIP_SLOT_BYTES))
		return NULL;
	txSlot *slots = limits.slotRegion + limits.slotsAllocated;
	limits.slotsAllocated += count;
	if (limits.enforcing && !limits.suspended)
		limits.allowedSlots += count;
	return slots;
}

void fxFreeSlots(txMachine *the, void *slots) {
	if (slots == limits.slotRegion) {
		munmap(slots, RESERVED_BYTES);
		limits.slotRegion = NULL;
	} else if (slots == the->stackBottom) {
		c_free(limits.stackRegion);
		limits.stackRegion = NULL;
	}
}

void simLimitsBegin(const SimCreation *creation, txCreation *start) {
	c_memset(&limits, 0, sizeof(limits));
	limits.creation = *creation;
	c_memset(start, 0, sizeof(*start));
	start->initialChunkSize = START_CHUNK_BYTES;
	start->incrementalChunkSize = 1024;
	start->initialHeapCount = START_SLOTS;
	start->incrementalHeapCount = START_INCREMENT_SLOTS;
	start->stackCount = START_STACK_SLOTS + creation->stack;
	start->initialKeyCount = 4096;
	start->incrementalKeyCount = 1024;
	start->nameModulo = 1993;
	start->symbolModulo = 127;
	start->parserBufferSize = creation->parserBuffer > 32768 ? creation->parserBuffer : 32768;
	start->parserTableModulo = creation->parserTable > 127 ? creation->parserTable : 127;
	start->staticSize = creation->staticBytes;
}

/* Gives back free slots at the end of the heap, down to `count` slots in all. The heap was just collected. */
static void trimSlots(txMachine *the, txSize count) {
	txSlot *heap = the->firstHeap;
	txSlot *end = heap->value.reference;
	for (txSlot *slot = the->freeHeap; slot; slot = slot->next)
		slot->flag |= XS_MARK_FLAG;
	while (the->maximumHeapCount > count && (end[-1].flag & XS_MARK_FLAG)) {
		end--;
		the->maximumHeapCount--;
		limits.slotsAllocated--;
	}
	heap->value.reference = end;
	txSlot **address = &the->freeHeap;
	for (txSlot *slot = the->freeHeap; slot; slot = slot->next) {
		slot->flag &= (txFlag)~XS_MARK_FLAG;
		if (slot < end) {
			*address = slot;
			address = &slot->next;
		}
	}
	*address = NULL;
}

/* Makes both heaps exactly as large as what is exempt and what is allowed. */
static void apply(txMachine *the) {
	txByte *end = chunkStart(the) + limits.exemptChunkBytes + limits.allowedChunkBytes;
	if (end < (txByte *)the->firstBlock->current)
		end = (txByte *)the->firstBlock->current;
	the->firstBlock->limit = end;
	the->maximumChunksSize = (txSize)(end - chunkStart(the));
	txSize missing = limits.exemptSlots + limits.allowedSlots - the->maximumHeapCount;
	if (missing > 0) {
		limits.suspended++;
		fxGrowSlots(the, missing < START_INCREMENT_SLOTS ? START_INCREMENT_SLOTS : missing);
		limits.suspended--;
	}
	the->minimumChunksSize = limits.creation.chunkIncremental;
	the->minimumHeapCount = limits.creation.heapIncremental;
	if (the->peakChunksSize < limits.exemptChunkBytes)
		the->peakChunksSize = limits.exemptChunkBytes;
	if (the->peakHeapCount < limits.exemptSlots)
		the->peakHeapCount = limits.exemptSlots;
}

void simLimitsEnforce(txMachine *the) {
	fxCollectGarbage(the);
	limits.exemptChunkBytes = chunkBytesInUse(the);
	limits.exemptSlots = the->currentHeapCount;
	limits.allowedChunkBytes = limits.creation.chunkInitial;
	limits.allowedSlots = limits.creation.heapInitial;
	trimSlots(the, limits.exemptSlots + limits.allowedSlots);
	limits.stackTop = the->stack;
	the->stackBottom = the->stack - limits.creation.stack;
	apply(the);
	the->peakChunksSize = the->currentChunksSize;
	the->peakHeapCount = the->currentHeapCount;
	limits.enforcing = true;
}

void simLimitsSuspend(txMachine *the) {
	if (limits.suspended++)
		return;
	limits.chunkBytesBefore = chunkBytesInUse(the);
	limits.slotsBefore = the->currentHeapCount;
	limits.collectFlagBefore = the->collectFlag;
	the->collectFlag &= (txBoolean)~XS_COLLECTING_FLAG;
	the->minimumChunksSize = 1;
	the->minimumHeapCount = 1;
}

void simLimitsResume(txMachine *the, bool collect) {
	if (--limits.suspended)
		return;
	the->collectFlag = limits.collectFlagBefore;
	if (collect)
		fxCollectGarbage(the);
	limits.exemptChunkBytes += chunkBytesInUse(the) - limits.chunkBytesBefore;
	limits.exemptSlots += the->currentHeapCount - limits.slotsBefore;
	if (collect)
		trimSlots(the, limits.exemptSlots + limits.allowedSlots);
	apply(the);
}

static int32_t atLeastZero(txSize size) {
	return size < 0 ? 0 : size;
}

void simLimitsRead(txMachine *the, SimUsage *usage) {
	usage->chunkBytes = atLeastZero(the->currentChunksSize - limits.exemptChunkBytes);
	usage->chunkBytesPeak = atLeastZero(the->peakChunksSize - limits.exemptChunkBytes);
	usage->chunkBytesLimit = limits.allowedChunkBytes;
	usage->slots = atLeastZero(the->currentHeapCount - limits.exemptSlots);
	usage->slotsPeak = atLeastZero(the->peakHeapCount - limits.exemptSlots);
	usage->slotsLimit = limits.allowedSlots;
	usage->stack = (int32_t)(limits.stackTop - the->stack);
	usage->stackLimit = limits.creation.stack;
	usage->staticBytes = limits.creation.staticBytes;
}

void simLimitsExplain(txMachine *the, int status) {
	SimUsage usage;
	simLimitsRead(the, &usage);
	if (status == XS_STACK_OVERFLOW_EXIT) {
		if (the->stack - the->stackBottom > 64)
			fprintf(stderr, "the C stack overflowed: functions that call each other too deeply\n");
		else
			fprintf(stderr,
			    "the stack is full: %d slots. To raise it: \"creation\": {\"stack\": SLOTS} in manifest.json\n",
			    usage.stackLimit);
		return;
	}
	bool slots = !the->freeHeap;
	const char *what = slots ? "slot heap" : "chunk heap";
	const char *key = slots ? "heap" : "chunk";
	const char *unit = slots ? "slots" : "bytes";
	int32_t limit = slots ? usage.slotsLimit : usage.chunkBytesLimit;
	int32_t used = slots ? usage.slots : usage.chunkBytes;
	fprintf(stderr, "the %s is full: %d %s, %d in use", what, limit, unit, used < limit ? used : limit);
	if (usage.staticBytes)
		fprintf(stderr,
		    "; chunks (%d bytes), slots (%d of %d bytes) and stack (%d slots) share %d bytes. "
		    "To raise it: \"creation\": {\"static\": BYTES} in manifest.json\n",
		    usage.chunkBytesLimit, usage.slotsLimit, SIM_CHIP_SLOT_BYTES, usage.stackLimit,
		    usage.staticBytes);
	else
		fprintf(stderr, ". To raise it: \"creation\": {\"%s\": {\"initial\": %s}} in manifest.json\n", key,
		    slots ? "SLOTS" : "BYTES");
}
