/*
 * libFuzzer's target for the reader of frames: any bytes, as a stream that comes whole and as one that is
 * cut. Both must be followed without harm, and tell the same, byte for byte.
 *
 * The input's first byte says which end reads, the second how the stream is cut, the third the longest
 * message; the rest is the stream.
 */

#include "websocket-reader.h"

#include <stdlib.h>
#include <string.h>

enum { kNotesMaximum = 1 << 20 };

/* What a reader has told, independent of how data was cut into pieces. */
struct notes {
	uint8_t bytes[kNotesMaximum];
	size_t length;
};

static void note(struct notes *notes, uint8_t byte) {
	if (notes->length == sizeof(notes->bytes))
		abort();
	notes->bytes[notes->length++] = byte;
}

static void noteEvent(struct notes *notes, const struct websocket_reader *reader, enum websocket_event event,
    const struct websocket_details *details) {
	switch (event) {
	case kWebSocketStarving:
		break;
	case kWebSocketData:
		if (!details->count && details->more)
			abort();
		for (size_t i = 0; i < details->count; i++) {
			note(notes, details->binary ? 'b' : 't');
			note(notes, details->payload[i]);
		}
		if (!details->more)
			note(notes, '.');
		break;
	case kWebSocketControl:
		if (reader->controlLength > kWebSocketControlMaximum || details->opcode < kWebSocketClose)
			abort();
		note(notes, 'c');
		note(notes, details->opcode);
		for (size_t i = 0; i < reader->controlLength; i++)
			note(notes, reader->control[i]);
		break;
	case kWebSocketViolation:
		note(notes, 'v');
		note(notes, (uint8_t)details->violation);
		break;
	}
}

/* Gives `count` bytes in a block of their own, so that AddressSanitizer sees every step beyond it. */
static void give(struct websocket_reader *reader, struct notes *notes, const uint8_t *stream, size_t count) {
	uint8_t *received = malloc(count ? count : 1);
	if (!received)
		abort();
	memcpy(received, stream, count);
	reader->position = 0;
	reader->end = count;
	struct websocket_details details;
	enum websocket_event event;
	while ((event = websocket_reader_next(reader, received, &details)) != kWebSocketStarving) {
		if (event == kWebSocketData &&
		    (details.payload < received || details.payload + details.count > received + count))
			abort();
		noteEvent(notes, reader, event, &details);
	}
	if (!reader->failed && reader->position != reader->end)
		abort();
	free(received);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
	static struct notes whole, cut;
	if (size < 3 || size > kNotesMaximum / 4)
		return 0;
	uint64_t maximum = (uint64_t)1 << (data[2] & 63);
	struct websocket_reader first = {.server = data[0] & 1, .maximum = maximum}, second = first;
	size_t step = 1 + data[1] % 16;
	whole.length = cut.length = 0;
	data += 3;
	size -= 3;
	give(&first, &whole, data, size);
	for (size_t position = 0; position < size; position += step)
		give(&second, &cut, data + position, step < size - position ? step : size - position);
	/* A text that turns out to be wrong is told of up to the wrong byte where it comes in pieces. */
	if (whole.length < 2 || whole.bytes[whole.length - 2] != 'v') {
		if (whole.length != cut.length || memcmp(whole.bytes, cut.bytes, whole.length))
			abort();
	} else if (cut.length < 2 || memcmp(whole.bytes + whole.length - 2, cut.bytes + cut.length - 2, 2))
		abort();
	return 0;
}
