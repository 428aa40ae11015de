#pragma once

/**
 * Starts the program that runs anew in its own place, with the same parameters, and with nothing of what it
 * held. Returns where that is not possible.
 */
void start_again(void);
