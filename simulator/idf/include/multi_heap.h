/** The part of ESP-IDF v6.0's multi_heap.h that the drivers use. */
#pragma once

#include <stddef.h>

typedef struct {
	size_t total_free_bytes;
	size_t total_allocated_bytes;
	size_t largest_free_block;
	size_t minimum_free_bytes;
	size_t allocated_blocks;
	size_t free_blocks;
	size_t total_blocks;
} multi_heap_info_t;
