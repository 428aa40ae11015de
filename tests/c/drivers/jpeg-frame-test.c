/* What is a whole JPEG, and what is none: ITU-T T.81, annex B. */

#include "check.h"
#include "jpeg-frame.h"

#include <string.h>

/** SOI, an APP0 that holds an EOI, a frame header, a scan with a stuffed byte and a restart, EOI. */
static const uint8_t whole[] = {0xFF, 0xD8,                        /* SOI */
    0xFF, 0xE0, 0x00, 0x06, 'A', 0xFF, 0xD9, 'B',                  /* APP0 */
    0xFF, 0xC0, 0x00, 0x05, 8, 0, 1,                               /* SOF0 */
    0xFF, 0xFF, 0xDA, 0x00, 0x03, 1,                               /* a fill byte, SOS */
    1, 2, 0xFF, 0x00, 3, 0xFF, 0xD0, 4, 0xFF, 0xFF, 0x00, 5, 6, 7, /* scan */
    0xFF, 0xD9};                                                   /* EOI */

static size_t length_of(const uint8_t *bytes, size_t length) {
	/* In memory of its own size, so that a read beyond it is seen by AddressSanitizer. */
	uint8_t *copy = malloc(length > 0 ? length : 1);
	CHECK(copy != NULL);
	memcpy(copy, bytes, length);
	size_t result = jpeg_frame_length(copy, length);
	free(copy);
	return result;
}

static void takes_a_whole_one(void) {
	CHECK(length_of(whole, sizeof whole) == sizeof whole);
}

static void cuts_padding(void) {
	uint8_t padded[sizeof whole + 40] = {0};
	memcpy(padded, whole, sizeof whole);
	CHECK(length_of(padded, sizeof padded) == sizeof whole);
	memset(padded + sizeof whole, 0xFF, 40);
	CHECK(length_of(padded, sizeof padded) == sizeof whole);
	memcpy(padded + sizeof whole + 10, "\xFF\xD9", 2);
	CHECK(length_of(padded, sizeof padded) == sizeof whole);
}

static void takes_none_that_is_cut_off(void) {
	for (size_t length = 0; length < sizeof whole; length++)
		CHECK(length_of(whole, length) == 0);
}

static void takes_none_without_its_start(void) {
	for (size_t index = 0; index < 2; index++) {
		uint8_t bytes[sizeof whole];
		memcpy(bytes, whole, sizeof whole);
		bytes[index] ^= 1;
		CHECK(length_of(bytes, sizeof bytes) == 0);
	}
}

static void takes_none_with_a_marker_lost_in_a_scan(void) {
	uint8_t bytes[sizeof whole];
	memcpy(bytes, whole, sizeof whole);
	bytes[sizeof whole - 4] = 0xFF;
	bytes[sizeof whole - 3] = 0xD8;
	CHECK(length_of(bytes, sizeof bytes) == 0);
}

static void takes_none_without_a_scan(void) {
	static const uint8_t empty[] = {0xFF, 0xD8, 0xFF, 0xD9};
	CHECK(length_of(empty, sizeof empty) == 0);
}

static void takes_several_scans(void) {
	static const uint8_t scans[] = {
	    0xFF, 0xD8, 0xFF, 0xDA, 0, 2, 9, 9, 0xFF, 0xC4, 0, 3, 7, 0xFF, 0xDA, 0, 2, 8, 0xFF, 0xD9};
	CHECK(length_of(scans, sizeof scans) == sizeof scans);
}

/** Whatever the bytes are, nothing beyond them is read, and a length that is returned ends with an EOI. */
static void survives_anything(void) {
	uint32_t random = 0xffd8;
	for (int round = 0; round < 200000; round++) {
		uint8_t bytes[sizeof whole + 8];
		size_t length = randomBelow(&random, sizeof bytes + 1);
		memset(bytes, 0xFF, sizeof bytes);
		memcpy(bytes, whole, sizeof whole);
		for (size_t changes = randomBelow(&random, 4); changes > 0; changes--)
			bytes[randomBelow(&random, sizeof bytes)] = (uint8_t)nextRandom(&random);
		size_t found = length_of(bytes, length);
		CHECK(found <= length);
		CHECK(found == 0 || (bytes[found - 2] == 0xFF && bytes[found - 1] == 0xD9));
	}
}

int main(void) {
	takes_a_whole_one();
	cuts_padding();
	takes_none_that_is_cut_off();
	takes_none_without_its_start();
	takes_none_with_a_marker_lost_in_a_scan();
	takes_none_without_a_scan();
	takes_several_scans();
	survives_anything();
	return 0;
}
