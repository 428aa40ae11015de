#include "ring.h"

#include <string.h>

static uint32_t distance(const ring_t *ring, uint32_t from, uint32_t to) {
	return to >= from ? to - from : to + 2 * ring->capacity - from;
}

static uint32_t advance(const ring_t *ring, uint32_t position, uint32_t length) {
	uint32_t end = 2 * ring->capacity;
	return position >= end - length ? position - (end - length) : position + length;
}

static uint32_t offset(const ring_t *ring, uint32_t position) {
	return position >= ring->capacity ? position - ring->capacity : position;
}

void ring_initialize(ring_t *ring, void *storage, size_t capacity) {
	ring->storage = storage;
	ring->capacity = (uint32_t)capacity;
	atomic_init(&ring->head, 0);
	atomic_init(&ring->tail, 0);
}

size_t ring_writable(const ring_t *ring) {
	uint32_t head = atomic_load_explicit(&ring->head, memory_order_relaxed);
	uint32_t tail = atomic_load_explicit(&ring->tail, memory_order_acquire);
	return ring->capacity - distance(ring, tail, head);
}

size_t ring_readable(const ring_t *ring) {
	uint32_t head = atomic_load_explicit(&ring->head, memory_order_acquire);
	uint32_t tail = atomic_load_explicit(&ring->tail, memory_order_relaxed);
	return distance(ring, tail, head);
}

bool ring_write(ring_t *ring, const void *bytes, size_t length) {
	if (length > ring_writable(ring))
		return false;
	uint32_t head = atomic_load_explicit(&ring->head, memory_order_relaxed);
	uint32_t at = offset(ring, head);
	size_t first = ring->capacity - at < length ? ring->capacity - at : length;
	memcpy(ring->storage + at, bytes, first);
	memcpy(ring->storage, (const uint8_t *)bytes + first, length - first);
	atomic_store_explicit(&ring->head, advance(ring, head, (uint32_t)length), memory_order_release);
	return true;
}

bool ring_peek(const ring_t *ring, void *bytes, size_t length) {
	if (length > ring_readable(ring))
		return false;
	uint32_t at = offset(ring, atomic_load_explicit(&ring->tail, memory_order_relaxed));
	size_t first = ring->capacity - at < length ? ring->capacity - at : length;
	memcpy(bytes, ring->storage + at, first);
	memcpy((uint8_t *)bytes + first, ring->storage, length - first);
	return true;
}

bool ring_read(ring_t *ring, void *bytes, size_t length) {
	return ring_peek(ring, bytes, length) && ring_skip(ring, length) == length;
}

size_t ring_skip(ring_t *ring, size_t length) {
	size_t readable = ring_readable(ring);
	if (length > readable)
		length = readable;
	uint32_t tail = atomic_load_explicit(&ring->tail, memory_order_relaxed);
	atomic_store_explicit(&ring->tail, advance(ring, tail, (uint32_t)length), memory_order_release);
	return length;
}
