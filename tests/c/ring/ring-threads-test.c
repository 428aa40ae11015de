/*
 * A producer and a consumer on threads of their own. The bytes are a running number, so that one that is
 * lost, doubled, torn or out of order shows. Meant for ThreadSanitizer.
 */

#include "check.h"
#include "ring.h"

#include <pthread.h>
#include <sched.h>

enum { CAPACITY = 1009, LARGEST = 200, TOTAL = 4000000 };

static uint8_t storage[CAPACITY];
static ring_t ring;

static void *produce(void *unused) {
	uint32_t random = 0xbe11;
	uint8_t bytes[LARGEST];
	(void)unused;
	for (uint32_t sent = 0; sent < TOTAL;) {
		uint32_t length = (uint32_t)randomBelow(&random, LARGEST) + 1;
		if (length > TOTAL - sent)
			length = TOTAL - sent;
		for (uint32_t index = 0; index < length; index++)
			bytes[index] = (uint8_t)((sent + index) % 251);
		while (!ring_write(&ring, bytes, length))
			sched_yield();
		sent += length;
	}
	return NULL;
}

static uint32_t consume_some(uint32_t *random, uint32_t received) {
	uint8_t bytes[LARGEST];
	uint32_t readable = (uint32_t)ring_readable(&ring);
	uint32_t length = (uint32_t)randomBelow(random, LARGEST) + 1;
	if (length > readable)
		length = readable;
	if (length == 0) {
		sched_yield();
		return 0;
	}
	if (randomBelow(random, 8) == 0)
		return (uint32_t)ring_skip(&ring, length);
	CHECK(ring_peek(&ring, bytes, 1) && bytes[0] == received % 251);
	CHECK(ring_read(&ring, bytes, length));
	for (uint32_t index = 0; index < length; index++)
		CHECK(bytes[index] == (received + index) % 251);
	return length;
}

int main(void) {
	pthread_t producer;
	uint32_t random = 0x70e4;
	ring_initialize(&ring, storage, sizeof storage);
	CHECK(pthread_create(&producer, NULL, produce, NULL) == 0);
	for (uint32_t received = 0; received < TOTAL;)
		received += consume_some(&random, received);
	CHECK(pthread_join(producer, NULL) == 0);
	CHECK(ring_readable(&ring) == 0);
	return 0;
}
