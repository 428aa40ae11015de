#pragma once

#include <stddef.h>
#include <stdint.h>

/** CRC-32 as the ROM's esp_rom_crc32_le: it goes on from `crc`, 0 at first. */
uint32_t rom_crc32(uint32_t crc, const void *bytes, size_t size);
