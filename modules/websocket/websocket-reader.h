#ifndef WEBSOCKET_READER_H
#define WEBSOCKET_READER_H

#include "websocket-utf8.h"

enum {
	kWebSocketContinuation = 0,
	kWebSocketText = 1,
	kWebSocketBinary = 2,
	kWebSocketClose = 8,
	kWebSocketPong = 10,

	kWebSocketControlMaximum = 125, /* RFC 6455 section 5.5 */
	kWebSocketHeaderMaximum = 14    /* 2 bytes, a length of 8, a key of 4 */
};

/** What a step of the reader found. The numbers are known to frame-reader.ts. */
enum websocket_event {
	kWebSocketStarving = 0, /* nothing more can be told from the bytes there are */
	kWebSocketData = 1,     /* a piece of a message */
	kWebSocketControl = 2,  /* a whole control frame */
	kWebSocketViolation = 3 /* the stream breaks a rule and can't be followed further */
};

/** Which rule was broken. The numbers are known to errors.ts, which has the close codes and the sentences. */
enum websocket_violation {
	kWebSocketReservedBits = 0,
	kWebSocketReservedOpcode,
	kWebSocketMasked,
	kWebSocketUnmasked,
	kWebSocketFragmentedControl,
	kWebSocketLongControl,
	kWebSocketUnexpectedContinuation,
	kWebSocketExpectedContinuation,
	kWebSocketLengthNotMinimal,
	kWebSocketLengthTooLong,
	kWebSocketMessageTooBig,
	kWebSocketInvalidUTF8
};

/**
 * The receiving end of one connection: follows frames through a stream that is cut anywhere. It keeps no
 * payload but that of a control frame. RFC 6455 sections 5.2 to 5.7 and 8.1.
 */
struct websocket_reader {
	uint64_t maximum;   /* bytes a message may have */
	uint64_t remaining; /* bytes of the frame's payload that have not come yet */
	uint64_t length;    /* bytes of the message that its frames so far announced */
	size_t position;    /* of what was received: followed up to here */
	size_t end;         /* of what was received: how much there is */
	struct websocket_utf8 utf8;
	bool server; /* this end is the server, so the other end's frames are masked */
	bool failed;
	bool inPayload;
	uint8_t first;   /* first byte of the frame's header: FIN, reserved bits, opcode */
	uint8_t message; /* opcode of the message under way, 0 between messages */
	uint8_t headerLength;
	uint8_t header[kWebSocketHeaderMaximum];
	uint8_t keyOffset;
	uint8_t key[4];
	uint8_t controlLength;
	uint8_t control[kWebSocketControlMaximum];
};

/** What is told of an event, by kind. */
struct websocket_details {
	const uint8_t *payload;             /* data: where the piece lies */
	size_t count;                       /* data: how many bytes it has */
	bool binary;                        /* data: of a binary message */
	bool more;                          /* data: the message goes on after this piece */
	uint8_t opcode;                     /* control */
	enum websocket_violation violation; /* violation */
};

/**
 * One step through what was received, `bytes[position]` to `bytes[end - 1]`, which are unmasked in place when
 * this end is the server. Text is checked as it comes: a violation is told at the first byte that can't be.
 */
enum websocket_event websocket_reader_next(
    struct websocket_reader *reader, uint8_t *bytes, struct websocket_details *details);

#endif
