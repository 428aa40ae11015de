#ifndef STRIP_CURRENT_H
#define STRIP_CURRENT_H

#include <stddef.h>
#include <stdint.h>

/** What one diode draws at 255, and what a pixel draws when it is dark (WS2812B data sheet: 20 mA; 1 mA). */
#define STRIP_CURRENT_DIODE_MILLIAMPERES 20
#define STRIP_CURRENT_PIXEL_MILLIAMPERES 1

/** What `pixels` pixels of three bytes each draw, in mA, rounded up. */
uint32_t strip_current_of(const uint8_t *colors, size_t pixels);

/**
 * Dims all `colors` by one factor so that the strip draws at most `maximum` mA. What the pixels draw when
 * dark can't be dimmed away. Returns what the strip then draws.
 */
uint32_t strip_current_limit(uint8_t *colors, size_t pixels, uint32_t maximum);

#endif
