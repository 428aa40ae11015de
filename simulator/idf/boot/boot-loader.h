/** The choice that ESP-IDF's boot loader makes, with CONFIG_BOOTLOADER_APP_ROLLBACK_ENABLE. */
#pragma once

#include "esp_image_format.h"
#include "esp_partition.h"

/**
 * Chooses the slot to start, and notes in `otadata` what is to be noted: a new program is on trial now, one
 * that was on trial is aborted.
 *
 * @param data what is known of its image
 * @return NULL if no slot has a whole image
 */
const esp_partition_t *boot_loader_choose(esp_image_metadata_t *data);
