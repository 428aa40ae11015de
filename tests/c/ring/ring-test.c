/* The ring against a model of it: what is read is what was written, in order, whatever the sizes. */

#include "check.h"
#include "ring.h"

#include <string.h>

enum { LARGEST = 97, ROUNDS = 400, STEPS = 400 };

/** The bytes that are in the ring are the numbers from `first` to before `next`, modulo 251. */
typedef struct {
	ring_t ring;
	uint8_t storage[LARGEST];
	uint32_t first;
	uint32_t next;
} model_t;

static uint32_t count(const model_t *model) {
	return model->next - model->first;
}

static void write_some(model_t *model, size_t length) {
	uint8_t bytes[2 * LARGEST];
	for (size_t index = 0; index < length; index++)
		bytes[index] = (uint8_t)((model->next + index) % 251);
	bool fits = length <= model->ring.capacity - count(model);
	CHECK(ring_write(&model->ring, bytes, length) == fits);
	if (fits)
		model->next += (uint32_t)length;
}

static void expect_oldest(const model_t *model, const uint8_t *bytes, size_t length) {
	for (size_t index = 0; index < length; index++)
		CHECK(bytes[index] == (model->first + index) % 251);
}

static void read_some(model_t *model, size_t length, bool keep) {
	uint8_t bytes[2 * LARGEST];
	bool there = length <= count(model);
	CHECK((keep ? ring_peek(&model->ring, bytes, length) : ring_read(&model->ring, bytes, length)) == there);
	if (!there)
		return;
	expect_oldest(model, bytes, length);
	if (!keep)
		model->first += (uint32_t)length;
}

static void skip_some(model_t *model, size_t length) {
	size_t expected = length < count(model) ? length : count(model);
	CHECK(ring_skip(&model->ring, length) == expected);
	model->first += (uint32_t)expected;
}

static void play(uint32_t *random) {
	model_t model = {.first = 0};
	size_t capacity = 1 + randomBelow(random, LARGEST);
	ring_initialize(&model.ring, model.storage, capacity);
	for (int step = 0; step < STEPS; step++) {
		size_t length = randomBelow(random, capacity + 3);
		switch (randomBelow(random, 5)) {
		case 0:
		case 1:
			write_some(&model, length);
			break;
		case 2:
			read_some(&model, length, false);
			break;
		case 3:
			read_some(&model, length, true);
			break;
		default:
			skip_some(&model, length);
		}
		CHECK(ring_readable(&model.ring) == count(&model));
		CHECK(ring_writable(&model.ring) == capacity - count(&model));
	}
}

static void fills_to_the_last_byte(void) {
	uint8_t storage[3], bytes[3] = {1, 2, 3};
	ring_t ring;
	ring_initialize(&ring, storage, sizeof storage);
	for (int round = 0; round < 10; round++) {
		CHECK(ring_write(&ring, bytes, 3));
		CHECK(!ring_write(&ring, bytes, 1));
		CHECK(ring_writable(&ring) == 0);
		CHECK(ring_read(&ring, bytes, 3));
		CHECK(ring_readable(&ring) == 0);
	}
}

static void takes_nothing_in_no_bytes(void) {
	uint8_t storage[1], byte = 7;
	ring_t ring;
	ring_initialize(&ring, storage, sizeof storage);
	CHECK(ring_write(&ring, &byte, 0));
	CHECK(ring_read(&ring, &byte, 0));
	CHECK(ring_skip(&ring, 0) == 0);
	CHECK(!ring_peek(&ring, &byte, 1));
}

int main(void) {
	uint32_t random = 0x5eed;
	for (int round = 0; round < ROUNDS; round++)
		play(&random);
	fills_to_the_last_byte();
	takes_nothing_in_no_bytes();
	return 0;
}
