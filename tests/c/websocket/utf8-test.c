/* RFC 6455 section 8.1: text is checked at its first bad byte. Against RFC 3629's definition by code points.
 */

#include "check.h"
#include "websocket-utf8.h"

#include <string.h>

/* The code point that starts at `bytes` if a well-formed character of `length` bytes lies there, -1 if not.
 */
static long decode(const uint8_t *bytes, size_t length) {
	static const uint8_t marks[] = {0, 0x00, 0xC0, 0xE0, 0xF0}, masks[] = {0, 0x80, 0xE0, 0xF0, 0xF8};
	static const long least[] = {0, 0, 0x80, 0x800, 0x10000};
	if ((bytes[0] & masks[length]) != marks[length])
		return -1;
	long point = bytes[0] & (uint8_t)~masks[length];
	for (size_t i = 1; i < length; i++) {
		if ((bytes[i] & 0xC0) != 0x80)
			return -1;
		point = point << 6 | (bytes[i] & 0x3F);
	}
	bool surrogate = point >= 0xD800 && point <= 0xDFFF;
	return point < least[length] || point > 0x10FFFF || surrogate ? -1 : point;
}

static bool isCharacter(const uint8_t *bytes, size_t length) {
	for (size_t i = 1; i <= 4 && i <= length; i++)
		if (decode(bytes, i) >= 0)
			return i == length;
	return false;
}

/* Whether some well-formed character starts with these bytes. */
static bool isPrefix(const uint8_t *bytes, size_t length) {
	uint8_t longer[4];
	if (isCharacter(bytes, length))
		return true;
	if (length >= 4)
		return false;
	memcpy(longer, bytes, length);
	for (unsigned next = 0x80; next <= 0xBF; next++) {
		longer[length] = (uint8_t)next;
		if (isPrefix(longer, length + 1))
			return true;
	}
	return false;
}

/* Follows one more byte of a character; that must be possible exactly if one starts so. */
static bool step(struct websocket_utf8 *state, const uint8_t *bytes, size_t length) {
	bool fits = websocket_utf8_follow(state, bytes + length - 1, 1);
	CHECK(fits == isPrefix(bytes, length));
	return fits && state->needed;
}

/* Every sequence of up to three bytes, and of those of four all that start with a byte that has rules of its
 * own. */
static void checkCharacters(void) {
	uint8_t bytes[4];
	for (unsigned first = 0; first < 0x100; first++) {
		struct websocket_utf8 afterFirst = {0};
		bytes[0] = (uint8_t)first;
		if (!step(&afterFirst, bytes, 1))
			continue;
		for (unsigned second = 0; second < 0x100; second++) {
			struct websocket_utf8 afterSecond = afterFirst;
			bytes[1] = (uint8_t)second;
			if (!step(&afterSecond, bytes, 2))
				continue;
			for (unsigned third = 0; third < 0x100; third++) {
				struct websocket_utf8 afterThird = afterSecond;
				bytes[2] = (uint8_t)third;
				if (!step(&afterThird, bytes, 3) || (first != 0xF0 && first != 0xF1 && first != 0xF4))
					continue;
				for (unsigned fourth = 0; fourth < 0x100; fourth++) {
					struct websocket_utf8 afterFourth = afterThird;
					bytes[3] = (uint8_t)fourth;
					CHECK(!step(&afterFourth, bytes, 4));
				}
			}
		}
	}
}

/* Text with one byte changed, cut anywhere: what is told does not depend on the cuts. */
static void checkCuts(void) {
	static const char *const samples[] = {"plain text of ASCII, longer than a word",
	    "\xCE\xBA\xE1\xBD\xB9\xCF\x83\xCE\xBC\xCE\xB5", "\xF4\x8F\xBF\xBF and \xED\x9F\xBF", "a\xE2\x82\xAC"};
	uint32_t random = 3629;
	for (size_t round = 0; round < 20000; round++) {
		uint8_t text[64];
		const char *sample = samples[randomBelow(&random, 4)];
		size_t length = strlen(sample);
		memcpy(text, sample, length);
		if (round & 1)
			text[randomBelow(&random, length)] = (uint8_t)nextRandom(&random);
		struct websocket_utf8 whole = {0}, cut = {0};
		bool expected = websocket_utf8_follow(&whole, text, length);
		bool fits = true;
		for (size_t position = 0; fits && position < length;) {
			size_t count = 1 + randomBelow(&random, length - position);
			fits = websocket_utf8_follow(&cut, text + position, count);
			position += count;
		}
		CHECK(fits == expected);
		CHECK(!fits || cut.needed == whole.needed);
	}
}

int main(void) {
	checkCharacters();
	checkCuts();
	return 0;
}
