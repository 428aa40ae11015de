/** The partition table in the flash, at CONFIG_PARTITION_TABLE_OFFSET, as gen_esp32part.py writes it. */
#pragma once

#include "esp_partition.h"

#define PARTITION_TABLE_MOST 16

/** Reads the table; returns how many partitions there are. Those of an earlier call stay as they are. */
int partition_table_read(const esp_partition_t **partitions);

/** Reads the table anew at the next call: the flash has been replaced. */
void partition_table_forget(void);
