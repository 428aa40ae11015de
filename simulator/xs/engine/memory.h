#ifndef BELLTOWER_XS_MEMORY_H
#define BELLTOWER_XS_MEMORY_H

#include <stdint.h>

/** Bytes of chunks (with their headers) that the machine has allocated since it was created, garbage
 * included. */
uint64_t simChunkBytesAllocated(void);

#endif
