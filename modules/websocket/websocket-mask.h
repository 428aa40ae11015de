#ifndef WEBSOCKET_MASK_H
#define WEBSOCKET_MASK_H

#include <stddef.h>
#include <stdint.h>

/**
 * Masks or unmasks `count` bytes in place: byte i is combined with byte (offset + i) modulo 4 of the key.
 * Works a machine word at a time whatever the alignment and the offset. RFC 6455 section 5.3.
 */
void websocket_mask(uint8_t *bytes, size_t count, const uint8_t key[4], size_t offset);

#endif
