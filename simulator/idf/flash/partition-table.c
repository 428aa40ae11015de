#include "partition-table.h"

#include <string.h>
#include "esp_flash_partitions.h"
#include "simulated-flash.h"

static esp_partition_t table[PARTITION_TABLE_MOST];
static int count;

static bool read_entry(uint32_t address, esp_partition_t *partition) {
	esp_partition_info_t info;
	if (!flash_read(address, &info, sizeof(info)) || info.magic != ESP_PARTITION_MAGIC)
		return false;
	*partition = (esp_partition_t){
	    .type = info.type,
	    .subtype = info.subtype,
	    .address = info.pos.offset,
	    .size = info.pos.size,
	    .erase_size = FLASH_SECTOR_SIZE,
	};
	memcpy(partition->label, info.label, sizeof(info.label));
	return info.pos.offset <= flash_size() && info.pos.size <= flash_size() - info.pos.offset;
}

int partition_table_read(const esp_partition_t **partitions) {
	*partitions = table;
	while (count < PARTITION_TABLE_MOST &&
	       read_entry(
	           ESP_PARTITION_TABLE_OFFSET + (uint32_t)count * sizeof(esp_partition_info_t), &table[count]))
		count++;
	return count;
}

void partition_table_forget(void) {
	count = 0;
}
