#include "websocket-reader.h"

#include "websocket-mask.h"

#include <string.h>

static const uint8_t kFinal = 0x80, kReserved = 0x70, kOpcode = 0x0F, kControlBit = 0x08;
static const uint8_t kMasked = 0x80, kLength = 0x7F;

static bool isControl(const struct websocket_reader *reader) {
	return (reader->first & kControlBit) != 0;
}

static size_t lengthBytes(uint8_t second) {
	uint8_t length = second & kLength;
	return length < 126 ? 0 : length == 126 ? 2 : 8;
}

static uint64_t bigEndian(const uint8_t *bytes, size_t count) {
	uint64_t value = 0;
	while (count--)
		value = value << 8 | *bytes++;
	return value;
}

/* What the first byte of a header says. RFC 6455 sections 5.2 and 5.4. */
static bool checkFirst(struct websocket_reader *reader, struct websocket_details *details) {
	uint8_t first = reader->header[0], opcode = first & kOpcode;
	if (first & kReserved)
		details->violation = kWebSocketReservedBits;
	else if (opcode > kWebSocketPong || (opcode > kWebSocketBinary && opcode < kWebSocketClose))
		details->violation = kWebSocketReservedOpcode;
	else if ((opcode & kControlBit) && !(first & kFinal))
		details->violation = kWebSocketFragmentedControl;
	else if (opcode == kWebSocketContinuation && !reader->message)
		details->violation = kWebSocketUnexpectedContinuation;
	else if ((opcode == kWebSocketText || opcode == kWebSocketBinary) && reader->message)
		details->violation = kWebSocketExpectedContinuation;
	else
		return true;
	return false;
}

/* What the second byte says. RFC 6455 sections 5.1 and 5.5. */
static bool checkSecond(struct websocket_reader *reader, struct websocket_details *details) {
	uint8_t second = reader->header[1];
	if (!(second & kMasked) && reader->server)
		details->violation = kWebSocketUnmasked;
	else if ((second & kMasked) && !reader->server)
		details->violation = kWebSocketMasked;
	else if ((reader->header[0] & kControlBit) && (second & kLength) > kWebSocketControlMaximum)
		details->violation = kWebSocketLongControl;
	else
		return true;
	return false;
}

/* The whole header is there: its length, and the message's with it. RFC 6455 section 5.2. */
static bool beginPayload(struct websocket_reader *reader, struct websocket_details *details) {
	uint8_t opcode = reader->header[0] & kOpcode;
	size_t extended = lengthBytes(reader->header[1]);
	uint64_t length = extended ? bigEndian(reader->header + 2, extended) : reader->header[1] & kLength;
	if (length >> 63)
		details->violation = kWebSocketLengthTooLong;
	else if ((extended == 2 && length < 126) || (extended == 8 && length < 65536))
		details->violation = kWebSocketLengthNotMinimal;
	else if (!(opcode & kControlBit) && length > reader->maximum - reader->length)
		details->violation = kWebSocketMessageTooBig;
	else {
		if (opcode & kControlBit)
			reader->controlLength = 0;
		else
			reader->length += length;
		if (opcode == kWebSocketText || opcode == kWebSocketBinary)
			reader->message = opcode;
		if (reader->server)
			memcpy(reader->key, reader->header + 2 + extended, sizeof(reader->key));
		reader->keyOffset = 0;
		reader->first = reader->header[0];
		reader->remaining = length;
		reader->headerLength = 0;
		reader->inPayload = true;
		return true;
	}
	return false;
}

/* Takes bytes of a header until it is whole (true), or there are no more, or it is wrong (then failed is
 * set). */
static bool readHeader(
    struct websocket_reader *reader, const uint8_t *bytes, struct websocket_details *details) {
	while (reader->position < reader->end) {
		reader->header[reader->headerLength++] = bytes[reader->position++];
		bool right = true;
		if (reader->headerLength == 1)
			right = checkFirst(reader, details);
		else {
			if (reader->headerLength == 2)
				right = checkSecond(reader, details);
			size_t whole = 2 + lengthBytes(reader->header[1]) + (reader->server ? 4 : 0);
			if (right && reader->headerLength == whole) {
				if (beginPayload(reader, details))
					return true;
				right = false;
			}
		}
		if (!right) {
			reader->failed = true;
			return false;
		}
	}
	return false;
}

/* The next bytes of the payload that are there, unmasked. */
static size_t takePayload(struct websocket_reader *reader, uint8_t *bytes) {
	size_t count = reader->end - reader->position;
	if (count > reader->remaining)
		count = (size_t)reader->remaining;
	if (reader->server)
		websocket_mask(bytes + reader->position, count, reader->key, reader->keyOffset);
	reader->keyOffset = (reader->keyOffset + count) & 3;
	reader->position += count;
	reader->remaining -= count;
	return count;
}

static enum websocket_event readControl(
    struct websocket_reader *reader, uint8_t *bytes, struct websocket_details *details) {
	const uint8_t *payload = bytes + reader->position;
	size_t count = takePayload(reader, bytes);
	memcpy(reader->control + reader->controlLength, payload, count);
	reader->controlLength += count;
	if (reader->remaining)
		return kWebSocketStarving;
	reader->inPayload = false;
	details->opcode = reader->first & kOpcode;
	return kWebSocketControl;
}

static enum websocket_event readData(
    struct websocket_reader *reader, uint8_t *bytes, struct websocket_details *details) {
	details->binary = reader->message == kWebSocketBinary;
	details->payload = bytes + reader->position;
	details->count = takePayload(reader, bytes);
	bool frameEnds = !reader->remaining;
	bool messageEnds = frameEnds && (reader->first & kFinal);
	if (!details->binary) {
		if (!websocket_utf8_follow(&reader->utf8, details->payload, details->count) ||
		    (messageEnds && reader->utf8.needed)) {
			reader->failed = true;
			details->violation = kWebSocketInvalidUTF8;
			return kWebSocketViolation;
		}
	}
	details->more = !messageEnds;
	if (frameEnds)
		reader->inPayload = false;
	if (messageEnds) {
		reader->message = 0;
		reader->length = 0;
	}
	return kWebSocketData;
}

enum websocket_event websocket_reader_next(
    struct websocket_reader *reader, uint8_t *bytes, struct websocket_details *details) {
	while (!reader->failed) {
		if (!reader->inPayload && !readHeader(reader, bytes, details))
			return reader->failed ? kWebSocketViolation : kWebSocketStarving;
		if (reader->remaining && reader->position == reader->end)
			break;
		if (isControl(reader)) {
			enum websocket_event event = readControl(reader, bytes, details);
			if (event == kWebSocketControl)
				return event;
			continue;
		}
		enum websocket_event event = readData(reader, bytes, details);
		if (event != kWebSocketData || details->count || !details->more)
			return event;
	}
	return kWebSocketStarving;
}
