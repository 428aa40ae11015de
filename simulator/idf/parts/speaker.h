/** The codec's speaker: what it plays is recorded to the file that BELLTOWER_SPEAKER names. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/** Plays `count` samples at `rate`. Silence is recorded too, as long as the output is open. */
void speaker_play(const int16_t *samples, size_t count, uint32_t rate);
