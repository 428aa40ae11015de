#pragma once

#include "esp_image_format.h"

/** Whether the image has all that the chip's boot loader demands of it; `data` is filled in as far as it is
 * read. */
bool image_read(const esp_partition_pos_t *part, esp_image_metadata_t *data);

/** Computes the SHA-256 of a range of the flash. */
bool image_hash(uint32_t address, uint32_t size, uint8_t digest[ESP_IMAGE_HASH_LEN]);
