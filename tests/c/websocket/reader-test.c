/*
 * RFC 6455 sections 5.2 to 5.7: frames that the writer's parts make, and the reader follows, cut anywhere.
 * What comes out must be what went in, whatever the cuts; one wrong frame must be told at its place with the
 * right rule.
 */

#include "check.h"
#include "websocket-mask.h"
#include "websocket-reader.h"
#include "websocket-writer.h"

#include <string.h>

enum { kStreamSize = 1 << 20, kReceived = 300 };

/* What is put into a stream, or what comes out of one: messages and control frames as one text to compare. */
struct log {
	uint8_t bytes[kStreamSize];
	size_t length;
};

static void note(struct log *log, uint8_t byte) {
	CHECK(log->length < sizeof(log->bytes));
	log->bytes[log->length++] = byte;
}

static void noteAll(struct log *log, const uint8_t *bytes, size_t count) {
	for (size_t i = 0; i < count; i++)
		note(log, bytes[i]);
}

struct stream {
	uint8_t bytes[kStreamSize];
	size_t length;
	uint32_t random;
	bool masked;
};

static void putFrame(struct stream *stream, uint8_t first, const uint8_t *payload, size_t count) {
	uint8_t key[4];
	for (size_t i = 0; i < sizeof(key); i++)
		key[i] = (uint8_t)nextRandom(&stream->random);
	uint8_t *start = stream->bytes + stream->length;
	size_t header = websocket_write_header(start, first, count, stream->masked ? key : NULL);
	CHECK(header == websocket_header_length(count, stream->masked));
	CHECK(stream->length + header + count <= sizeof(stream->bytes));
	memcpy(start + header, payload, count);
	if (stream->masked)
		websocket_mask(start + header, count, key, 0);
	stream->length += header + count;
}

static void putControl(struct stream *stream, struct log *log) {
	static const uint8_t opcodes[] = {kWebSocketClose, 9, kWebSocketPong};
	uint8_t payload[kWebSocketControlMaximum] = {0}, opcode = opcodes[randomBelow(&stream->random, 3)];
	size_t count = randomBelow(&stream->random, sizeof(payload) + 1);
	for (size_t i = 0; i < count; i++)
		payload[i] = (uint8_t)nextRandom(&stream->random);
	putFrame(stream, 0x80 | opcode, payload, count);
	note(log, opcode);
	note(log, (uint8_t)count);
	noteAll(log, payload, count);
}

static size_t randomLength(uint32_t *random) {
	static const size_t lengths[] = {0, 1, 2, 124, 125, 126, 127, 128, 500, 65535, 65536, 65537};
	return lengths[randomBelow(random, sizeof(lengths) / sizeof(lengths[0]))];
}

/* A message of up to three frames, with control frames between them; the log has its pieces without their
 * borders. */
static void putMessage(struct stream *stream, struct log *log) {
	static uint8_t payload[65537];
	bool binary = nextRandom(&stream->random) & 1;
	size_t frames = 1 + randomBelow(&stream->random, 3);
	for (size_t frame = 0; frame < frames; frame++) {
		size_t count = randomLength(&stream->random);
		for (size_t i = 0; i < count; i++)
			payload[i] = (uint8_t)(nextRandom(&stream->random) & (binary ? 0xFF : 0x7F));
		uint8_t opcode = frame ? 0 : binary ? kWebSocketBinary : kWebSocketText;
		putFrame(stream, opcode | (frame + 1 == frames ? 0x80 : 0), payload, count);
		for (size_t i = 0; i < count; i++) {
			note(log, binary ? 'b' : 't');
			note(log, payload[i]);
		}
		if (frame + 1 == frames)
			note(log, '.');
		else if (nextRandom(&stream->random) & 1)
			putControl(stream, log);
	}
}

static void noteEvent(struct log *log, const struct websocket_reader *reader,
    const struct websocket_details *details, bool control) {
	if (control) {
		note(log, details->opcode);
		note(log, reader->controlLength);
		noteAll(log, reader->control, reader->controlLength);
		return;
	}
	for (size_t i = 0; i < details->count; i++) {
		note(log, details->binary ? 'b' : 't');
		note(log, details->payload[i]);
	}
	if (!details->more)
		note(log, '.');
}

/* Follows a stream that comes in pieces of at most `largest` bytes. Returns whether it was right to its end.
 */
static bool follow(struct websocket_reader *reader, const uint8_t *bytes, size_t length, size_t largest,
    uint32_t *random, struct log *log, struct websocket_details *details) {
	/* Each piece has a block of its own, so that reading beyond its end is noticed. */
	for (size_t position = 0; position < length;) {
		size_t count = 1 + randomBelow(random, largest);
		if (count > length - position)
			count = length - position;
		uint8_t *received = malloc(count);
		CHECK(received);
		memcpy(received, bytes + position, count);
		position += count;
		reader->position = 0;
		reader->end = count;
		enum websocket_event event;
		while ((event = websocket_reader_next(reader, received, details)) != kWebSocketStarving) {
			if (event == kWebSocketViolation) {
				free(received);
				return false;
			}
			noteEvent(log, reader, details, event == kWebSocketControl);
		}
		CHECK(reader->position == reader->end);
		free(received);
	}
	return true;
}

static void checkRight(uint32_t seed) {
	static struct stream stream;
	static struct log expected, found;
	struct websocket_details details;
	stream.length = expected.length = found.length = 0;
	stream.random = seed;
	stream.masked = seed & 1;
	for (size_t i = 0; i < 3; i++) {
		putMessage(&stream, &expected);
		putControl(&stream, &expected);
		if (expected.length > kStreamSize / 4)
			break;
	}
	struct websocket_reader reader = {.server = stream.masked, .maximum = 1 << 20};
	size_t largest = seed % 3 == 0 ? 1 : kReceived;
	CHECK(follow(&reader, stream.bytes, stream.length, largest, &stream.random, &found, &details));
	CHECK(expected.length == found.length && !memcmp(expected.bytes, found.bytes, found.length));
}

struct wrong {
	const char *name;
	enum websocket_violation violation;
	bool server;
	uint64_t maximum;
	size_t length;  /* of the stream */
	size_t told_at; /* bytes after which it must be told, and not before */
	const char *bytes;
};

static const struct wrong wrongs[] = {
    {"reserved bit 1", kWebSocketReservedBits, false, 100, 2, 1, "\xC1\x00"},
    {"reserved bit 2", kWebSocketReservedBits, false, 100, 2, 1, "\xA1\x00"},
    {"reserved bit 3", kWebSocketReservedBits, false, 100, 2, 1, "\x91\x00"},
    {"opcode 3", kWebSocketReservedOpcode, false, 100, 2, 1, "\x83\x00"},
    {"opcode 7", kWebSocketReservedOpcode, false, 100, 2, 1, "\x87\x00"},
    {"opcode 11", kWebSocketReservedOpcode, false, 100, 2, 1, "\x8B\x00"},
    {"opcode 15", kWebSocketReservedOpcode, false, 100, 2, 1, "\x8F\x00"},
    {"masked by a server", kWebSocketMasked, false, 100, 6, 2, "\x81\x80\x00\x00\x00\x00"},
    {"not masked by a client", kWebSocketUnmasked, true, 100, 2, 2, "\x81\x00"},
    {"fragmented ping", kWebSocketFragmentedControl, false, 100, 2, 1, "\x09\x00"},
    {"fragmented close", kWebSocketFragmentedControl, false, 100, 2, 1, "\x08\x00"},
    {"long ping", kWebSocketLongControl, false, 1000, 4, 2, "\x89\x7E\x00\x7E"},
    {"long pong", kWebSocketLongControl, false, 1000, 4, 2, "\x8A\x7F\x00\x7E"},
    {"orphan continuation", kWebSocketUnexpectedContinuation, false, 100, 2, 1, "\x80\x00"},
    {"continuation after the end", kWebSocketUnexpectedContinuation, false, 100, 5, 4, "\x81\x01x\x00\x00"},
    {"text within text", kWebSocketExpectedContinuation, false, 100, 4, 3, "\x01\x00\x81\x00"},
    {"binary within text", kWebSocketExpectedContinuation, false, 100, 6, 5, "\x01\x00\x89\x00\x82\x00"},
    {"125 in two bytes", kWebSocketLengthNotMinimal, false, 100, 4, 4, "\x82\x7E\x00\x7D"},
    {"65535 in eight bytes", kWebSocketLengthNotMinimal, false, 100000, 10, 10,
        "\x82\x7F\0\0\0\0\0\0\xFF\xFF"},
    {"highest bit", kWebSocketLengthTooLong, false, UINT64_MAX, 10, 10, "\x82\x7F\x80\0\0\0\0\x01\0\0"},
    {"2^53 + 1", kWebSocketMessageTooBig, false, (uint64_t)1 << 53, 10, 10, "\x82\x7F\0\x20\0\0\0\0\0\x01"},
    {"one too many", kWebSocketMessageTooBig, false, 4, 2, 2, "\x82\x05"},
    {"one too many in all", kWebSocketMessageTooBig, false, 4, 9, 6, "\x02\x02xx\x80\x03xxx"},
    {"overlong", kWebSocketInvalidUTF8, false, 100, 4, 3, "\x81\x02\xC0\xAF"},
    {"beyond U+10FFFF", kWebSocketInvalidUTF8, false, 100, 6, 4, "\x81\x04\xF4\x90\x80\x80"},
    {"bad across frames", kWebSocketInvalidUTF8, false, 100, 7, 6, "\x01\x01\xE2\x80\x02(\xA1"},
    {"text that ends within a character", kWebSocketInvalidUTF8, false, 100, 4, 4, "\x81\x02\xE2\x82"},
    {"fragments that end within one", kWebSocketInvalidUTF8, false, 100, 5, 5, "\x01\x01\xE2\x80\x00"},
};

static void checkWrong(const struct wrong *wrong) {
	const uint8_t *bytes = (const uint8_t *)wrong->bytes;
	for (size_t length = 1; length <= wrong->length; length++) {
		static struct log log;
		uint32_t random = (uint32_t)length;
		struct websocket_reader reader = {.server = wrong->server, .maximum = wrong->maximum};
		struct websocket_details details;
		log.length = 0;
		bool right = follow(&reader, bytes, length, 3, &random, &log, &details);
		if (right != (length < wrong->told_at) || (!right && details.violation != wrong->violation)) {
			fprintf(stderr, "%s: after %zu bytes\n", wrong->name, length);
			exit(1);
		}
		if (!right)
			CHECK(websocket_reader_next(&reader, NULL, &details) == kWebSocketStarving);
	}
}

/* The largest lengths are compared without rounding, and no memory is needed for them. */
static void checkLargest(void) {
	static const uint8_t header[] = {0x82, 0x7F, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF};
	static struct log log;
	struct websocket_details details;
	uint32_t random = 1;
	struct websocket_reader reader = {.maximum = UINT64_MAX};
	CHECK(follow(&reader, header, sizeof(header), 10, &random, &log, &details));
	CHECK(reader.remaining == INT64_MAX);
}

int main(void) {
	for (uint32_t seed = 1; seed <= 150; seed++)
		checkRight(seed);
	for (size_t i = 0; i < sizeof(wrongs) / sizeof(wrongs[0]); i++)
		checkWrong(&wrongs[i]);
	checkLargest();
	return 0;
}
