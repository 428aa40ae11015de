/** Who comes to the door in the built-in scene: somebody else every 40 seconds. */
#pragma once

#include "canvas.h"

/** Draws the visitor of the time, in seconds; nobody is there now and then. */
void visitor_draw(canvas_t *canvas, double time);
