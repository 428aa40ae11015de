/** What is done to the pins from outside of the program. */
#ifndef BELLTOWER_XS_PLATFORM_PINS_H
#define BELLTOWER_XS_PLATFORM_PINS_H

#include "../include/pins.h"

/** Drives an input from outside, whether or not it is open: 0, 1, or -1 to let it go. False: no such pin. */
bool simPinDrive(void *the, int number, int level);

/** Prints one line, `pins {...}`: the level of each pin that is open, by number. */
void simPinsPrint(void);

#endif
