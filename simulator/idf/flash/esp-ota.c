/** esp_ota_ops, with CONFIG_BOOTLOADER_APP_ROLLBACK_ENABLE; ESP-IDF v6.0,
 * components/app_update/esp_ota_ops.c. */
#include "esp_ota_ops.h"

#include <stdlib.h>
#include <string.h>
#include "esp_image_format.h"
#include "esp_system.h"
#include "ota-select.h"
#include "reset.h"
#include "running-slot.h"

static const esp_partition_t *find_otadata(void) {
	return esp_partition_find_first(ESP_PARTITION_TYPE_DATA, ESP_PARTITION_SUBTYPE_DATA_OTA, NULL);
}

static const esp_partition_t *slot(uint32_t index) {
	return esp_partition_find_first(
	    ESP_PARTITION_TYPE_APP, (esp_partition_subtype_t)(ESP_PARTITION_SUBTYPE_APP_OTA_MIN + index), NULL);
}

static bool is_slot(const esp_partition_t *partition) {
	return partition && partition->type == ESP_PARTITION_TYPE_APP &&
	       partition->subtype >= ESP_PARTITION_SUBTYPE_APP_OTA_MIN &&
	       partition->subtype < ESP_PARTITION_SUBTYPE_APP_OTA_MAX;
}

static bool is_whole(const esp_partition_t *partition) {
	esp_image_metadata_t data;
	esp_partition_pos_t position = {partition->address, partition->size};
	return esp_image_verify(ESP_IMAGE_VERIFY, &position, &data) == ESP_OK;
}

uint8_t esp_ota_get_app_partition_count(void) {
	uint8_t count = 0;
	while (count < 16 && slot(count))
		count++;
	return count;
}

const esp_partition_t *esp_ota_get_running_partition(void) {
	uint32_t address = running_slot();
	for (uint32_t i = 0; slot(i); i++)
		if (slot(i)->address == address)
			return slot(i);
	return NULL;
}

const esp_partition_t *esp_ota_get_next_update_partition(const esp_partition_t *start_from) {
	uint32_t count = esp_ota_get_app_partition_count();
	const esp_partition_t *from = start_from ? start_from : esp_ota_get_running_partition();
	if (!is_slot(from) || !count)
		return count ? slot(0) : NULL;
	return slot((from->subtype - ESP_PARTITION_SUBTYPE_APP_OTA_MIN + 1) % count);
}

esp_err_t esp_ota_get_partition_description(const esp_partition_t *partition, esp_app_desc_t *app_desc) {
	if (!partition || !app_desc)
		return ESP_ERR_INVALID_ARG;
	if (partition->type != ESP_PARTITION_TYPE_APP)
		return ESP_ERR_NOT_SUPPORTED;
	esp_err_t error = esp_partition_read(partition,
	    sizeof(esp_image_header_t) + sizeof(esp_image_segment_header_t), app_desc, sizeof(*app_desc));
	if (error)
		return error;
	return app_desc->magic_word == ESP_APP_DESC_MAGIC_WORD ? ESP_OK : ESP_ERR_NOT_FOUND;
}

esp_err_t esp_ota_get_state_partition(const esp_partition_t *partition, esp_ota_img_states_t *ota_state) {
	const esp_partition_t *otadata = find_otadata();
	esp_ota_select_entry_t entries[2];
	uint32_t count = esp_ota_get_app_partition_count();
	if (!partition || !ota_state)
		return ESP_ERR_INVALID_ARG;
	if (!is_slot(partition))
		return ESP_ERR_NOT_SUPPORTED;
	if (!otadata || !count || !ota_select_read(otadata, entries))
		return ESP_ERR_NOT_FOUND;
	for (int i = 0; i < 2; i++)
		if ((entries[i].ota_seq - 1) % count == partition->subtype - ESP_PARTITION_SUBTYPE_APP_OTA_MIN &&
		    entries[i].crc == ota_select_crc(&entries[i])) {
			*ota_state = (esp_ota_img_states_t)entries[i].ota_state;
			return ESP_OK;
		}
	return ESP_ERR_NOT_FOUND;
}

esp_err_t esp_ota_invalidate_inactive_ota_data_slot(void) {
	const esp_partition_t *otadata = find_otadata();
	esp_ota_select_entry_t entries[2];
	uint32_t count = esp_ota_get_app_partition_count();
	if (!otadata || !count || !ota_select_read(otadata, entries))
		return ESP_FAIL;
	int active = ota_select_active(entries);
	if (active < 0)
		return ESP_FAIL;
	int inactive = !active;
	const esp_ota_select_entry_t *entry = &entries[inactive];
	if (entry->ota_seq == UINT32_MAX || entry->crc != ota_select_crc(entry))
		return ESP_FAIL;
	const esp_partition_t *other = slot((entry->ota_seq - 1) % count),
	                      *running = esp_ota_get_running_partition();
	if (!other || !running || other == running)
		return ESP_FAIL;
	return esp_partition_erase_range(otadata, (size_t)inactive * otadata->erase_size, otadata->erase_size);
}

/* The least number that starts this slot and is no less than `current`; compute_ota_seq_for_target_slot. */
static uint32_t sequence_for(uint32_t current, uint32_t index, uint32_t count) {
	uint32_t sequence = (index + 1) % count;
	while (current > sequence)
		sequence += count;
	return sequence;
}

esp_err_t esp_ota_set_boot_partition(const esp_partition_t *partition) {
	if (!partition)
		return ESP_ERR_INVALID_ARG;
	if (!is_whole(partition))
		return ESP_ERR_OTA_VALIDATE_FAILED;
	const esp_partition_t *otadata = find_otadata();
	esp_ota_select_entry_t entries[2];
	uint32_t count = esp_ota_get_app_partition_count();
	if (!is_slot(partition))
		return ESP_ERR_INVALID_ARG;
	uint32_t index = partition->subtype - ESP_PARTITION_SUBTYPE_APP_OTA_MIN;
	if (!otadata || !count || !ota_select_read(otadata, entries))
		return ESP_ERR_NOT_FOUND;
	int active = ota_select_active(entries), next = 0;
	uint32_t sequence = index + 1;
	if (active >= 0) {
		sequence = entries[active].ota_seq;
		next = active;
		if ((sequence - 1) % count != index) {
			next = !active;
			sequence = sequence_for(sequence, index, count);
		}
	}
	entries[next].ota_seq = sequence;
	entries[next].ota_state = ESP_OTA_IMG_NEW;
	return ota_select_write(otadata, next, &entries[next]) ? ESP_OK : ESP_FAIL;
}

bool esp_ota_check_rollback_is_possible(void) {
	const esp_partition_t *otadata = find_otadata();
	esp_ota_select_entry_t entries[2];
	uint32_t count = esp_ota_get_app_partition_count();
	if (!otadata || !count || !ota_select_read(otadata, entries))
		return false;
	int active = ota_select_active(entries);
	if (active < 0 || !ota_select_is_valid(&entries[!active]))
		return false;
	const esp_partition_t *other = slot((entries[!active].ota_seq - 1) % count);
	return other && is_whole(other);
}

static bool is_given_up(const esp_ota_select_entry_t *entry) {
	return entry->ota_seq != UINT32_MAX && entry->crc == ota_select_crc(entry) &&
	       (entry->ota_state == ESP_OTA_IMG_INVALID || entry->ota_state == ESP_OTA_IMG_ABORTED);
}

const esp_partition_t *esp_ota_get_last_invalid_partition(void) {
	const esp_partition_t *otadata = find_otadata();
	esp_ota_select_entry_t entries[2];
	uint32_t count = esp_ota_get_app_partition_count();
	if (!otadata || !count || !ota_select_read(otadata, entries))
		return NULL;
	bool first = is_given_up(&entries[0]), second = is_given_up(&entries[1]);
	if (!first && !second)
		return NULL;
	int index = first && (!second || entries[0].ota_seq <= entries[1].ota_seq) ? 0 : 1;
	const esp_partition_t *partition = slot((entries[index].ota_seq - 1) % count);
	return partition && is_whole(partition) ? partition : NULL;
}

static esp_err_t mark(bool valid) {
	const esp_partition_t *otadata = find_otadata();
	esp_ota_select_entry_t entries[2];
	if (!otadata || !ota_select_read(otadata, entries))
		return ESP_ERR_NOT_FOUND;
	int active = ota_select_active(entries);
	if (active < 0)
		return ESP_FAIL;
	if (valid && entries[active].ota_state == ESP_OTA_IMG_VALID)
		return ESP_OK;
	if (!valid && !esp_ota_check_rollback_is_possible())
		return ESP_ERR_OTA_ROLLBACK_FAILED;
	entries[active].ota_state = valid ? ESP_OTA_IMG_VALID : ESP_OTA_IMG_INVALID;
	return ota_select_write(otadata, active, &entries[active]) ? ESP_OK : ESP_FAIL;
}

esp_err_t esp_ota_mark_app_valid_cancel_rollback(void) {
	esp_err_t error = mark(true);
	if (!error)
		simulated_trial(false);
	return error;
}

esp_err_t esp_ota_mark_app_invalid_rollback(void) {
	return mark(false);
}

esp_err_t esp_ota_mark_app_invalid_rollback_and_reboot(void) {
	esp_err_t error = mark(false);
	if (error == ESP_OK)
		esp_restart();
	return error;
}
