#include "websocket-utf8.h"

#include <string.h>

typedef uintptr_t word;

static const word kHighBits = (word)0x8080808080808080ULL;

static bool lead(struct websocket_utf8 *state, uint8_t byte) {
	state->lowest = 0x80;
	state->highest = 0xBF;
	if (byte < 0xC2)
		return false;
	if (byte < 0xE0)
		state->needed = 1;
	else if (byte < 0xF0) {
		state->needed = 2;
		if (byte == 0xE0)
			state->lowest = 0xA0;
		else if (byte == 0xED)
			state->highest = 0x9F;
	} else if (byte < 0xF5) {
		state->needed = 3;
		if (byte == 0xF0)
			state->lowest = 0x90;
		else if (byte == 0xF4)
			state->highest = 0x8F;
	} else
		return false;
	return true;
}

static bool follow(struct websocket_utf8 *state, uint8_t byte) {
	if (byte < state->lowest || byte > state->highest)
		return false;
	state->needed--;
	state->lowest = 0x80;
	state->highest = 0xBF;
	return true;
}

bool websocket_utf8_follow(struct websocket_utf8 *state, const uint8_t *bytes, size_t count) {
	const uint8_t *end = bytes + count;
	while (bytes < end) {
		if (state->needed) {
			if (!follow(state, *bytes++))
				return false;
			continue;
		}
		for (; (size_t)(end - bytes) >= sizeof(word); bytes += sizeof(word)) {
			word value;
			memcpy(&value, bytes, sizeof(value));
			if (value & kHighBits)
				break;
		}
		while (bytes < end && *bytes < 0x80)
			bytes++;
		if (bytes < end && !lead(state, *bytes++))
			return false;
	}
	return true;
}
