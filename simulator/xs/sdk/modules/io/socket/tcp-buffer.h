/** Bytes in order, up to a capacity. */
#ifndef BELLTOWER_SDK_TCP_BUFFER_H
#define BELLTOWER_SDK_TCP_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
	uint8_t *bytes;
	size_t capacity;
	size_t start;
	size_t length;
} TCPBuffer;

/** False when memory is short. */
bool tcpBufferOpen(TCPBuffer *buffer, size_t capacity);
void tcpBufferClose(TCPBuffer *buffer);

/** How many bytes can be added. */
size_t tcpBufferRoom(const TCPBuffer *buffer);

/** Where the next bytes go; `room` is set to how many, in one piece. Tell what was put there by
 * tcpBufferAdded. */
uint8_t *tcpBufferSpace(TCPBuffer *buffer, size_t *room);
void tcpBufferAdded(TCPBuffer *buffer, size_t count);

/** The oldest bytes, `length` of them. */
const uint8_t *tcpBufferBytes(const TCPBuffer *buffer);
void tcpBufferDrop(TCPBuffer *buffer, size_t count);

#endif
