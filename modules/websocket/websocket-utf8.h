#ifndef WEBSOCKET_UTF8_H
#define WEBSOCKET_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** How far into a character a stream of UTF-8 is. All zero before the first byte and between characters. */
struct websocket_utf8 {
	uint8_t needed;  /* continuation bytes that are still to come */
	uint8_t lowest;  /* the next byte may not be less than this */
	uint8_t highest; /* nor more than this */
};

/**
 * Follows `count` more bytes of a stream. False at the first byte that no well-formed text has in its place:
 * overlong forms, surrogates, and what lies beyond U+10FFFF included. Text is complete when `needed` is 0.
 * RFC 3629 section 4.
 */
bool websocket_utf8_follow(struct websocket_utf8 *state, const uint8_t *bytes, size_t count);

#endif
