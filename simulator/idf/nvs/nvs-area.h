/**
 * The flash that NVS lies in: as large as the boards' partition `nvs`, in the file that BELLTOWER_NVS names,
 * or in memory. What is erased is all ones, a write only makes zeros, and a sector is erased as a whole.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Its size in bytes, a multiple of 4096; 0 where the file can't be opened, which is logged. */
uint32_t nvs_area_size(void);

/** Reads; writes, which can only make zeros; erases a sector. False if the power is off. */
bool nvs_area_read(uint32_t address, void *bytes, size_t size);
bool nvs_area_write(uint32_t address, const void *bytes, size_t size);
bool nvs_area_erase(uint32_t address);

/** Of a piece of its own: how many bytes have been written or erased. */
uint64_t nvs_area_changed(void);

/**
 * Cuts the power when so many bytes have been written or erased from now on, in the middle of whatever it is
 * then: nothing can be read or changed any more. -1 switches it on again.
 */
void nvs_area_cut_after(int64_t bytes);

/** Erases all of it, as a new chip is. */
void nvs_area_wipe(void);
