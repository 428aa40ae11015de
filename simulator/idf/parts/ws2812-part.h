/**
 * WS2812 strips on the simulated board, one at each pin that is used as such. What the strip shows can be
 * read, by tests with the function here, and from outside in the file that BELLTOWER_LIGHT names: one line,
 * `#rrggbb` for each pixel, written anew with each change.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/** Clocks out `count` pixels of red, green and blue to the strip at `pin`. Takes as long as the wire does. */
void ws2812_shift(int pin, const uint8_t *colors, size_t count);

/** Copies what the strip at `pin` shows, up to `count` pixels of red, green and blue. Returns how many there
 * are. */
size_t ws2812_read(int pin, uint8_t *colors, size_t count);

/** How often the strip at `pin` has been refreshed. */
uint32_t ws2812_refreshes(int pin);
