#ifndef WEBSOCKET_WRITER_H
#define WEBSOCKET_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Bytes of the header of a frame with `count` bytes of payload. RFC 6455 section 5.2. */
size_t websocket_header_length(size_t count, bool masked);

/**
 * Writes such a header. `first` is its first byte: FIN and opcode. `key` is NULL for a server, whose frames
 * are not masked. Returns its length.
 */
size_t websocket_write_header(uint8_t *header, uint8_t first, size_t count, const uint8_t *key);

#endif
