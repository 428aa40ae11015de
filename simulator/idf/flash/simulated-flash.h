/**
 * NOR flash: what is erased is all ones, a write can only make zeros, and a sector is erased as a whole. It
 * lies in the file that BELLTOWER_FLASH names, or in memory. The power can be cut in any operation that
 * changes it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FLASH_SECTOR_SIZE 4096u

/** The exit status of a program whose flash lies in a file and whose power was cut. */
#define FLASH_POWER_CUT_STATUS 70

/** Opens the flash in the file `path`. Returns false, with `errno`, if that can't be. */
bool flash_open(const char *path);

/** Makes a flash of `size` bytes in memory, erased; one that was open is closed. */
void flash_open_memory(uint32_t size);

/** Closes what is open. */
void flash_close(void);

/** Its size in bytes; 0 if there is none. Opens the file that BELLTOWER_FLASH names where nothing is open. */
uint32_t flash_size(void);

/** Reads, writes or erases; false if a place is not there, or the power is off. */
bool flash_read(uint32_t address, void *bytes, size_t size);
bool flash_write(uint32_t address, const void *bytes, size_t size);
bool flash_erase(uint32_t address, size_t size);

/** How many writes and erasures of a sector there have been since it was opened. */
uint32_t flash_operations(void);

/**
 * Cuts the power in the operation of that number, counted as by flash_operations from 1, when `permille` of
 * it are done; 0 for never. A program whose flash is a file then ends at once; a flash in memory fails from
 * there on, until flash_power_on. BELLTOWER_POWER_CUT=NUMBER[:PERMILLE] does so from outside.
 */
void flash_power_cut(uint32_t operation, uint32_t permille);

/** Switches the power on again. */
void flash_power_on(void);

/** How many bytes were written where a bit was zero that had to be one: something was not erased. */
uint32_t flash_unerased(void);
