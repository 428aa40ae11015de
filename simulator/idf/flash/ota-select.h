/** Which slot is to be started: the two entries in `otadata`, as ESP-IDF's boot loader and program read them.
 */
#pragma once

#include <stdbool.h>
#include "esp_flash_partitions.h"
#include "esp_partition.h"

/** Reads both entries of the partition. */
bool ota_select_read(const esp_partition_t *otadata, esp_ota_select_entry_t entries[2]);

/** Writes one, with its CRC: erases its sector first. */
bool ota_select_write(const esp_partition_t *otadata, int index, esp_ota_select_entry_t *entry);

uint32_t ota_select_crc(const esp_ota_select_entry_t *entry);

/** Whether there is no such entry, or its program may not be started. */
bool ota_select_is_invalid(const esp_ota_select_entry_t *entry);

bool ota_select_is_valid(const esp_ota_select_entry_t *entry);

/** The index of the entry that counts, -1 for none. */
int ota_select_active(const esp_ota_select_entry_t entries[2]);
