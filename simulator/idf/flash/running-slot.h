#pragma once

#include <stdint.h>

/** Where the slot starts that the program was started from; BELLTOWER_SLOT says so in hexadecimal. 0 for
 * none. */
uint32_t running_slot(void);

/** Says where it starts: for tests, which are no program of a slot. */
void running_slot_set(uint32_t address);
