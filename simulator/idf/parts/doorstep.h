/** The built-in scene: what a doorbell sees. An evening garden, a clock, a plant in the wind, and a visitor
 * at times. */
#pragma once

#include <time.h>
#include "jpeg-encoder.h"
#include "ov2640-part.h"

/**
 * Draws what there is to see at `now`, a point on CLOCK_REALTIME: the same at the same time. The picture is
 * valid until the next call.
 */
const picture_t *doorstep_draw(const ov2640_settings_t *settings, const struct timespec *now);
