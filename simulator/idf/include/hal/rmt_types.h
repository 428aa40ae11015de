/** The part of ESP-IDF v6.0's hal/rmt_types.h that led_strip needs. */
#pragma once

#include <stdint.h>
#include "soc/clk_tree_defs.h"
#include "soc/soc_caps.h"

typedef soc_periph_rmt_clk_src_t rmt_clock_source_t;
