#include "xsmc.h"

#include "esp_random.h"
#include "esp_timer.h"

#include "websocket-mask.h"
#include "websocket-reader.h"
#include "websocket-writer.h"

#include <stdlib.h>
#include <string.h>

/* The reader: frame-reader.ts */

struct reader_host {
	struct websocket_reader reader;
	size_t unread; /* offset of what the application has not read of the last piece */
	size_t unreadEnd;
};

void xs_websocket_reader_destructor(void *data) {
	free(data);
}

static const xsHostHooks kReaderHooks = {xs_websocket_reader_destructor, NULL, NULL};

static struct reader_host *readerHost(xsMachine *the) {
	return xsmcGetHostDataValidate(xsThis, (void *)&kReaderHooks);
}

/* (server, maximum) */
void xs_websocket_reader(xsMachine *the) {
	struct reader_host *host = calloc(1, sizeof(*host));
	if (!host)
		xsUnknownError("no memory for a WebSocket reader");
	xsmcSetHostData(xsThis, host);
	xsSetHostHooks(xsThis, (xsHostHooks *)&kReaderHooks);
	host->reader.server = xsmcToBoolean(xsArg(0));
	host->reader.maximum = (uint64_t)xsmcToNumber(xsArg(1));
}

/* (start, end): what the receive buffer has there is new */
void xs_websocket_reader_fill(xsMachine *the) {
	struct reader_host *host = readerHost(the);
	xsIntegerValue start = xsmcToInteger(xsArg(0)), end = xsmcToInteger(xsArg(1));
	if (start < 0 || end < start)
		xsRangeError("the end of what was received lies before its start");
	host->reader.position = (size_t)start;
	host->reader.end = (size_t)end;
}

/* (bytes) -> kind | flags or number << 2 | count << 4, as in frame-reader.ts */
void xs_websocket_reader_next(xsMachine *the) {
	struct reader_host *host = readerHost(the);
	void *bytes;
	xsUnsignedValue length;
	struct websocket_details details;
	xsmcGetBufferWritable(xsArg(0), &bytes, &length);
	if (host->reader.end > length)
		xsRangeError("the receive buffer is shorter than what was received");
	enum websocket_event event = websocket_reader_next(&host->reader, bytes, &details);
	xsIntegerValue result = event;
	switch (event) {
	case kWebSocketStarving:
		break;
	case kWebSocketData:
		host->unread = (size_t)(details.payload - (uint8_t *)bytes);
		host->unreadEnd = host->unread + details.count;
		result |= (details.more ? 4 : 0) | (details.binary ? 8 : 0) | (xsIntegerValue)details.count << 4;
		break;
	case kWebSocketControl:
		result |= details.opcode << 2;
		break;
	case kWebSocketViolation:
		result |= (xsIntegerValue)details.violation << 2;
		break;
	}
	xsmcSetInteger(xsResult, result);
}

/* () -> ArrayBuffer: the payload of the control frame that next() told of */
void xs_websocket_reader_control(xsMachine *the) {
	struct reader_host *host = readerHost(the);
	xsmcSetArrayBuffer(xsResult, host->reader.control, host->reader.controlLength);
}

/* (bytes, target) -> how many bytes of the piece were copied to the target */
void xs_websocket_reader_read(xsMachine *the) {
	struct reader_host *host = readerHost(the);
	void *bytes, *target;
	xsUnsignedValue length, room;
	xsmcGetBufferReadable(xsArg(0), &bytes, &length);
	xsmcGetBufferWritable(xsArg(1), &target, &room);
	if (host->unreadEnd > length)
		xsRangeError("the receive buffer is shorter than what was received");
	size_t count = host->unreadEnd - host->unread;
	if (count > room)
		count = room;
	memmove(target, (uint8_t *)bytes + host->unread, count);
	host->unread += count;
	xsmcSetInteger(xsResult, (xsIntegerValue)count);
}

/* The writer: frame-writer.ts */

struct writer_host {
	bool masked;
	uint8_t left;       /* bytes of `random` that are not used */
	uint8_t random[64]; /* asked of the system in one go: it costs a call there */
};

void xs_websocket_writer_destructor(void *data) {
	free(data);
}

static const xsHostHooks kWriterHooks = {xs_websocket_writer_destructor, NULL, NULL};

static struct writer_host *writerHost(xsMachine *the) {
	return xsmcGetHostDataValidate(xsThis, (void *)&kWriterHooks);
}

/* (masked) */
void xs_websocket_writer(xsMachine *the) {
	struct writer_host *host = calloc(1, sizeof(*host));
	if (!host)
		xsUnknownError("no memory for a WebSocket writer");
	xsmcSetHostData(xsThis, host);
	xsSetHostHooks(xsThis, (xsHostHooks *)&kWriterHooks);
	host->masked = xsmcToBoolean(xsArg(0));
}

/* A new key for each frame, that nobody can predict (RFC 6455 section 5.3); NULL if frames are not masked. */
static const uint8_t *newKey(struct writer_host *host, uint8_t key[4]) {
	if (!host->masked)
		return NULL;
	if (host->left < 4) {
		esp_fill_random(host->random, sizeof(host->random));
		host->left = sizeof(host->random);
	}
	host->left -= 4;
	memcpy(key, host->random + host->left, 4);
	return key;
}

/* A frame at the start of `output`, which has room for it. */
static size_t putFrame(
    struct writer_host *host, uint8_t *output, const uint8_t *payload, size_t count, uint8_t first) {
	uint8_t key[4];
	size_t header = websocket_write_header(output, first, count, newKey(host, key));
	memcpy(output + header, payload, count);
	if (host->masked)
		websocket_mask(output + header, count, key, 0);
	return header + count;
}

/* (output, data, credit, first) -> bytes of the frame; 0 if output or credit is less */
void xs_websocket_writer_whole(xsMachine *the) {
	struct writer_host *host = writerHost(the);
	void *output, *data;
	xsUnsignedValue room, count;
	xsIntegerValue credit = xsmcToInteger(xsArg(2));
	uint8_t first = (uint8_t)xsmcToInteger(xsArg(3));
	xsmcGetBufferWritable(xsArg(0), &output, &room);
	xsmcGetBufferReadable(xsArg(1), &data, &count);
	if (credit < 0 || room > (xsUnsignedValue)credit)
		room = credit < 0 ? 0 : (xsUnsignedValue)credit;
	size_t header = websocket_header_length(count, host->masked);
	size_t length = header > room || count > room - header ? 0 : putFrame(host, output, data, count, first);
	xsmcSetInteger(xsResult, (xsIntegerValue)length);
}

/* (output, data, offset, count, first) -> bytes of the frame */
void xs_websocket_writer_part(xsMachine *the) {
	struct writer_host *host = writerHost(the);
	void *output, *data;
	xsUnsignedValue room, length;
	xsUnsignedValue offset = (xsUnsignedValue)xsmcToInteger(xsArg(2));
	xsUnsignedValue count = (xsUnsignedValue)xsmcToInteger(xsArg(3));
	uint8_t first = (uint8_t)xsmcToInteger(xsArg(4));
	xsmcGetBufferWritable(xsArg(0), &output, &room);
	xsmcGetBufferReadable(xsArg(1), &data, &length);
	size_t header = websocket_header_length(count, host->masked);
	if (offset > length || count > length - offset)
		xsRangeError("a frame's payload lies outside of its buffer");
	if (header > room || count > room - header)
		xsRangeError("the output buffer is shorter than the frame");
	xsmcSetInteger(xsResult, (xsIntegerValue)putFrame(host, output, (uint8_t *)data + offset, count, first));
}

/* (data, offset, count, first) -> offset of the frame: its header is written over the bytes before the
 * payload */
void xs_websocket_writer_in_place(xsMachine *the) {
	struct writer_host *host = writerHost(the);
	void *data;
	xsUnsignedValue length;
	uint8_t key[4];
	xsUnsignedValue offset = (xsUnsignedValue)xsmcToInteger(xsArg(1));
	xsUnsignedValue count = (xsUnsignedValue)xsmcToInteger(xsArg(2));
	uint8_t first = (uint8_t)xsmcToInteger(xsArg(3));
	xsmcGetBufferWritable(xsArg(0), &data, &length);
	size_t header = websocket_header_length(count, host->masked);
	if (offset > length || count > length - offset || header > offset)
		xsRangeError("a frame lies outside of its buffer");
	websocket_write_header((uint8_t *)data + offset - header, first, count, newKey(host, key));
	if (host->masked)
		websocket_mask((uint8_t *)data + offset, count, key, 0);
	xsmcSetInteger(xsResult, (xsIntegerValue)(offset - header));
}

/* Small things: system.ts */

/* (buffer): fills it from the system's random source */
void xs_websocket_fill_random(xsMachine *the) {
	void *data;
	xsUnsignedValue length;
	xsmcGetBufferWritable(xsArg(0), &data, &length);
	esp_fill_random(data, length);
}

/* (buffer) -> whether it is well-formed UTF-8 */
void xs_websocket_check_utf8(xsMachine *the) {
	struct websocket_utf8 state = {0};
	void *data;
	xsUnsignedValue length;
	xsmcGetBufferReadable(xsArg(0), &data, &length);
	xsmcSetBoolean(xsResult, websocket_utf8_follow(&state, data, length) && !state.needed);
}

/* () -> milliseconds, with a fraction, on a clock that does not jump */
void xs_websocket_milliseconds(xsMachine *the) {
	xsmcSetNumber(xsResult, (double)esp_timer_get_time() / 1000.0);
}
