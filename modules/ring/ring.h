#ifndef RING_H
#define RING_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * A ring of bytes between one producer and one consumer, which may run on two cores. Neither ever waits.
 *
 * A position counts from 0 up to twice the capacity and starts again, so that a full ring (positions one
 * capacity apart) differs from an empty one (positions equal) and every byte of the storage is used. Only the
 * producer moves `head`, only the consumer moves `tail`.
 *
 * On the ESP32 the structure must lie in internal memory, where its atomics work; the storage may lie in
 * PSRAM.
 */
typedef struct {
	uint8_t *storage;
	uint32_t capacity;
	atomic_uint_least32_t head;
	atomic_uint_least32_t tail;
} ring_t;

/** Makes `ring` an empty ring on `capacity` bytes of `storage`; `capacity` is 1 to 2^31 - 1. */
void ring_initialize(ring_t *ring, void *storage, size_t capacity);

/** Producer: appends all `length` bytes, or none and returns false when there is less room. */
bool ring_write(ring_t *ring, const void *bytes, size_t length);

/** Producer: how many bytes can be written. The consumer can only make it more. */
size_t ring_writable(const ring_t *ring);

/** Consumer: how many bytes can be read. The producer can only make it more. */
size_t ring_readable(const ring_t *ring);

/** Consumer: copies the oldest `length` bytes and keeps them, or returns false when there are fewer. */
bool ring_peek(const ring_t *ring, void *bytes, size_t length);

/** Consumer: copies the oldest `length` bytes and removes them, or returns false when there are fewer. */
bool ring_read(ring_t *ring, void *bytes, size_t length);

/** Consumer: removes the oldest `length` bytes, or as many as there are; returns how many. */
size_t ring_skip(ring_t *ring, size_t length);

#endif
