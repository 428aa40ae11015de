#include "ota-select.h"

#include "rom-crc.h"
#include "simulated-flash.h"

bool ota_select_read(const esp_partition_t *otadata, esp_ota_select_entry_t entries[2]) {
	for (int i = 0; i < 2; i++)
		if (!flash_read(otadata->address + (uint32_t)i * FLASH_SECTOR_SIZE, &entries[i], sizeof(entries[i])))
			return false;
	return true;
}

bool ota_select_write(const esp_partition_t *otadata, int index, esp_ota_select_entry_t *entry) {
	uint32_t address = otadata->address + (uint32_t)index * FLASH_SECTOR_SIZE;
	entry->crc = ota_select_crc(entry);
	return flash_erase(address, FLASH_SECTOR_SIZE) && flash_write(address, entry, sizeof(*entry));
}

/* components/bootloader_support/src/bootloader_common_loader.c, bootloader_common_ota_select_crc and what
 * follows */
uint32_t ota_select_crc(const esp_ota_select_entry_t *entry) {
	return rom_crc32(UINT32_MAX, &entry->ota_seq, sizeof(entry->ota_seq));
}

bool ota_select_is_invalid(const esp_ota_select_entry_t *entry) {
	return entry->ota_seq == UINT32_MAX || entry->ota_state == ESP_OTA_IMG_INVALID ||
	       entry->ota_state == ESP_OTA_IMG_ABORTED;
}

bool ota_select_is_valid(const esp_ota_select_entry_t *entry) {
	return !ota_select_is_invalid(entry) && entry->crc == ota_select_crc(entry);
}

int ota_select_active(const esp_ota_select_entry_t entries[2]) {
	bool first = ota_select_is_valid(&entries[0]), second = ota_select_is_valid(&entries[1]);
	if (first && second)
		return entries[0].ota_seq >= entries[1].ota_seq ? 0 : 1;
	return first ? 0 : second ? 1 : -1;
}
