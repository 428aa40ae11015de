#ifndef FRAME_PACER_H
#define FRAME_PACER_H

#include <stdbool.h>
#include <stdint.h>

/** Lets through so many frames a second, as evenly as the frames that come allow. */
typedef struct {
	int64_t period;
	int64_t due;
} frame_pacer_t;

/** `framesPerSecond` 0 lets all through. */
void frame_pacer_set(frame_pacer_t *pacer, uint32_t framesPerSecond);

/** Whether the frame captured at `time` (microseconds) is to be kept. */
bool frame_pacer_accepts(frame_pacer_t *pacer, int64_t time);

#endif
