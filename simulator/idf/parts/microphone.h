/** What the codec's microphone hears: the file that BELLTOWER_MICROPHONE names, over and over, or a quiet
 * street. */
#pragma once

#include <stdint.h>

/** Hears at `rate` samples a second from now on. */
void microphone_set_rate(uint32_t rate);

/** The next sample, -1 to 1. */
float microphone_next(void);
