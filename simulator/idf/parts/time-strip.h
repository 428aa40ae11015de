/**
 * The strip of black and white cells along the bottom edge that tells when a picture was taken, so that
 * latency can be measured from the picture alone: cells of 16x16 pixels from the left, in pictures of at
 * least 40 cells. Cell 0 is white and cell 1 black; cells 2 to 37 are the milliseconds of CLOCK_REALTIME
 * modulo 2^36, the highest bit first, white for 1; cell 38 makes their number of ones even; cell 39 is white.
 */
#pragma once

#include <time.h>
#include "jpeg-encoder.h"

void time_strip_draw(picture_t *picture, const struct timespec *now);
