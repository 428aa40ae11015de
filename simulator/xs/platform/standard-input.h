#ifndef BELLTOWER_XS_STANDARD_INPUT_H
#define BELLTOWER_XS_STANDARD_INPUT_H

#include <stdbool.h>

/**
 * Ends the program, with status 0, when its standard input ends. Who starts it with a pipe there can so be
 * sure that it does not outlive him, however he ends. False if memory is short.
 */
bool simStandardInputWatch(void);

#endif
