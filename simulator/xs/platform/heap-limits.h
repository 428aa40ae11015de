/**
 * The manifest's `creation` as limits of the machine.
 *
 * What is counted. On the chip, the language's built-ins, the bytecode, the names in it and what preloaded
 * modules made lie in flash. Here all of that shares the machine's heaps, so it is measured as it is made,
 * and exempt: the limits hold for what comes on top. Bytecode lies outside the heaps altogether
 * (platform/code.c).
 *
 * - Slots are counted, not their bytes: a slot has 16 bytes on the chip and 32 here.
 * - Chunks are counted in bytes as they lie here. A chunk's header has 16 bytes (8 on the chip), sizes are
 * rounded up to 8 (4 on the chip), and arrays hold slots of 32 bytes. So what fits here fits the chip, with
 * some to spare.
 * - The stack is counted in slots, above what the engine itself keeps there.
 * - `static`, where not 0: chunks, slots and stack share one block of that many bytes, as on the chip, with
 * slots counted as 16 bytes. Chunk and slot heap start at their initial size and grow by their increment
 * while the block has room.
 * - An increment of 0 without `static`: the heap never grows. With an increment, it grows as long as memory
 * lasts, as the manifest asks for; the board's own memory is not known here.
 */
#ifndef BELLTOWER_XS_HEAP_LIMITS_H
#define BELLTOWER_XS_HEAP_LIMITS_H

#include "xsAll.h"
#include "image.h"

/** Bytes of one slot on the chip. */
#define SIM_CHIP_SLOT_BYTES 16

/** How full the machine is, less what is exempt. */
typedef struct {
	int32_t chunkBytes;
	int32_t chunkBytesPeak;
	int32_t chunkBytesLimit;
	int32_t slots;
	int32_t slotsPeak;
	int32_t slotsLimit;
	int32_t stack;
	int32_t stackLimit;
	int32_t staticBytes;
} SimUsage;

/** What the machine is created with, before limits hold. */
void simLimitsBegin(const SimCreation *creation, txCreation *start);

/** Ends the making of the built-ins: what is in use is exempt, and from now on the limits hold. */
void simLimitsEnforce(txMachine *the);

/**
 * Between these two, what is allocated is exempt; nothing is collected meanwhile. They nest. Where `collect`
 * is true, garbage is collected first, so that only what is still in use is exempt.
 */
void simLimitsSuspend(txMachine *the);
void simLimitsResume(txMachine *the, bool collect);

void simLimitsRead(txMachine *the, SimUsage *usage);

/** Says on stderr which limit was hit, what it is, and how to raise it. `status` is the engine's. */
void simLimitsExplain(txMachine *the, int status);

#endif
