#ifndef CHECK_H
#define CHECK_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/** Ends the program if a condition does not hold. Unlike assert() it can't be compiled out. */
#define CHECK(condition)                                                                                     \
	((condition) ? (void)0                                                                                   \
	             : (fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition), exit(1)))

/** Numbers that are the same in each run (xorshift32). */
static inline uint32_t nextRandom(uint32_t *state) {
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

/** From 0 to below `limit`. */
static inline size_t randomBelow(uint32_t *state, size_t limit) {
	return nextRandom(state) % limit;
}

#endif
