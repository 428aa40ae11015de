/** The part of ESP-IDF v6.0's esp_attr.h that the drivers use: a PC has one kind of memory, so none places
 * anything. */
#pragma once

#include "sdkconfig.h"

#define IRAM_ATTR
#define DRAM_ATTR
#define DMA_ATTR __attribute__((aligned(4)))
#define WORD_ALIGNED_ATTR __attribute__((aligned(4)))
#define EXT_RAM_BSS_ATTR
#define RTC_DATA_ATTR
#define NOINLINE_ATTR __attribute__((noinline))
#define FORCE_INLINE_ATTR static inline __attribute__((always_inline))
