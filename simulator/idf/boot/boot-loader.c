#include "boot-loader.h"

#include <string.h>
#include "esp-image.h"
#include "esp_log.h"
#include "ota-select.h"

static const char *const tag = "boot";

typedef struct {
	const esp_partition_t *otadata;
	const esp_partition_t *slots[16];
	int count;
	bool isInitial;
} boot_loader_t;

static bool is_empty(const esp_ota_select_entry_t *entry) {
	return entry->ota_seq == UINT32_MAX || entry->crc != ota_select_crc(entry);
}

/* components/bootloader_support/src/bootloader_utility.c, bootloader_utility_get_selected_boot_partition */
static int select_slot(boot_loader_t *loader) {
	esp_ota_select_entry_t entries[2];
	if (!ota_select_read(loader->otadata, entries))
		return 0;
	for (int i = 0; i < 2; i++)
		if (entries[i].ota_state == ESP_OTA_IMG_PENDING_VERIFY) {
			ESP_LOGW(tag, "the program on trial did not confirm itself; it is aborted");
			entries[i].ota_state = ESP_OTA_IMG_ABORTED;
			ota_select_write(loader->otadata, i, &entries[i]);
		}
	if (ota_select_is_invalid(&entries[0]) && ota_select_is_invalid(&entries[1])) {
		loader->isInitial = is_empty(&entries[0]) && is_empty(&entries[1]);
		return 0;
	}
	int active = ota_select_active(entries);
	if (active < 0)
		return -1;
	if (entries[active].ota_state == ESP_OTA_IMG_NEW) {
		entries[active].ota_state = ESP_OTA_IMG_PENDING_VERIFY;
		ota_select_write(loader->otadata, active, &entries[active]);
	}
	return (int)((entries[active].ota_seq - 1) % (uint32_t)loader->count);
}

static const esp_partition_t *try_slot(boot_loader_t *loader, int index, esp_image_metadata_t *data) {
	const esp_partition_t *slot = loader->slots[index];
	if (!image_read(&(esp_partition_pos_t){slot->address, slot->size}, data)) {
		ESP_LOGE(tag, "slot %d is not bootable", index);
		return NULL;
	}
	if (loader->isInitial) {
		esp_ota_select_entry_t entry;
		memset(&entry, 0xff, sizeof(entry));
		entry.ota_seq = (uint32_t)index + 1;
		entry.ota_state = ESP_OTA_IMG_VALID;
		ota_select_write(loader->otadata, 0, &entry);
	}
	return slot;
}

const esp_partition_t *boot_loader_choose(esp_image_metadata_t *data) {
	boot_loader_t loader = {
	    .otadata = esp_partition_find_first(ESP_PARTITION_TYPE_DATA, ESP_PARTITION_SUBTYPE_DATA_OTA, NULL)};
	while (loader.count < 16 &&
	       (loader.slots[loader.count] = esp_partition_find_first(ESP_PARTITION_TYPE_APP,
	            (esp_partition_subtype_t)(ESP_PARTITION_SUBTYPE_APP_OTA_MIN + loader.count), NULL)))
		loader.count++;
	if (!loader.otadata || !loader.count)
		return NULL;
	int start = select_slot(&loader);
	const esp_partition_t *slot = NULL;
	for (int index = start; index >= 0 && !slot; index--)
		slot = try_slot(&loader, index, data);
	for (int index = start + 1; index < loader.count && !slot; index++)
		slot = try_slot(&loader, index, data);
	return slot;
}
