#include "tcp-buffer.h"

#include <stdlib.h>
#include <string.h>

bool tcpBufferOpen(TCPBuffer *buffer, size_t capacity) {
	*buffer = (TCPBuffer){.bytes = malloc(capacity), .capacity = capacity};
	return buffer->bytes;
}

void tcpBufferClose(TCPBuffer *buffer) {
	free(buffer->bytes);
	*buffer = (TCPBuffer){0};
}

size_t tcpBufferRoom(const TCPBuffer *buffer) {
	return buffer->capacity - buffer->length;
}

uint8_t *tcpBufferSpace(TCPBuffer *buffer, size_t *room) {
	if (buffer->start) {
		memmove(buffer->bytes, buffer->bytes + buffer->start, buffer->length);
		buffer->start = 0;
	}
	*room = tcpBufferRoom(buffer);
	return buffer->bytes + buffer->length;
}

void tcpBufferAdded(TCPBuffer *buffer, size_t count) {
	buffer->length += count;
}

const uint8_t *tcpBufferBytes(const TCPBuffer *buffer) {
	return buffer->bytes + buffer->start;
}

void tcpBufferDrop(TCPBuffer *buffer, size_t count) {
	buffer->start += count;
	buffer->length -= count;
	if (!buffer->length)
		buffer->start = 0;
}
