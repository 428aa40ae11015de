/** What does not move in the built-in scene, and what the evening moves. */
#pragma once

#include "canvas.h"

/** Draws all that stays as it is. */
void garden_draw(canvas_t *canvas);

/** Draws what moves at `time`, in seconds, behind a visitor: windows, clouds, the wall's clock. */
void garden_draw_behind(canvas_t *canvas, double time, double time_of_day);

/** Draws what moves in front of a visitor: the plant and the lamp with its moth. */
void garden_draw_before(canvas_t *canvas, double time);
