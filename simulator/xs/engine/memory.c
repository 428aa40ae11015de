/**
 * The engine's xsMemory.c with every chunk that is allocated counted, so that "how many bytes were allocated
 * between two moments" is exact whatever the garbage collector did in between. Takes the place of xsMemory.c
 * in the build.
 */
#define fxNewChunk fxNewChunkUncounted
#define fxNewGrowableChunk fxNewGrowableChunkUncounted
#define fxRenewChunk fxRenewChunkUncounted
#include "xsMemory.c"
#undef fxNewChunk
#undef fxNewGrowableChunk
#undef fxRenewChunk

#include "memory.h"

static uint64_t chunkBytesAllocated = 0;

void *fxNewChunk(txMachine *the, txSize size) {
	void *data = fxNewChunkUncounted(the, size);
	chunkBytesAllocated += (uint64_t)(((txChunk *)((txByte *)data - sizeof(txChunk)))->size);
	return data;
}

void *fxNewGrowableChunk(txMachine *the, txSize size, txSize capacity) {
	void *data = fxNewGrowableChunkUncounted(the, size, capacity);
	chunkBytesAllocated += (uint64_t)(((txChunk *)((txByte *)data - sizeof(txChunk)))->size);
	return data;
}

void *fxRenewChunk(txMachine *the, void *data, txSize size) {
	txSize before = ((txChunk *)((txByte *)data - sizeof(txChunk)))->size;
	void *renewed = fxRenewChunkUncounted(the, data, size);
	if (renewed) {
		txSize after = ((txChunk *)((txByte *)renewed - sizeof(txChunk)))->size;
		if (after > before)
			chunkBytesAllocated += (uint64_t)(after - before);
	}
	return renewed;
}

uint64_t simChunkBytesAllocated(void) {
	return chunkBytesAllocated;
}
