/** How an image gets into a slot; ESP-IDF v6.0, components/app_update/esp_ota_ops.c. */
#include <stdlib.h>
#include "esp_image_format.h"
#include "esp_ota_ops.h"

typedef struct ota_entry {
	struct ota_entry *next;
	esp_ota_handle_t handle;
	const esp_partition_t *partition;
	bool erases;
	uint32_t written;
} ota_entry_t;

static ota_entry_t *entries;
static esp_ota_handle_t last_handle;

static ota_entry_t *find(esp_ota_handle_t handle) {
	ota_entry_t *entry = entries;
	while (entry && entry->handle != handle)
		entry = entry->next;
	return entry;
}

static esp_err_t add(
    const esp_partition_t *partition, bool erases, uint32_t written, esp_ota_handle_t *out_handle) {
	ota_entry_t *entry = calloc(1, sizeof(*entry));
	if (!entry)
		return ESP_ERR_NO_MEM;
	*entry = (ota_entry_t){entries, ++last_handle, partition, erases, written};
	entries = entry;
	*out_handle = entry->handle;
	return ESP_OK;
}

static esp_err_t check(const esp_partition_t *partition, esp_ota_handle_t *out_handle) {
	if (!partition || !out_handle)
		return ESP_ERR_INVALID_ARG;
	if (!esp_partition_verify(partition))
		return ESP_ERR_NOT_FOUND;
	if (partition->type != ESP_PARTITION_TYPE_APP)
		return ESP_ERR_INVALID_ARG;
	return partition == esp_ota_get_running_partition() ? ESP_ERR_OTA_PARTITION_CONFLICT : ESP_OK;
}

esp_err_t esp_ota_begin(const esp_partition_t *partition, size_t image_size, esp_ota_handle_t *out_handle) {
	esp_ota_img_states_t state;
	esp_err_t error = check(partition, out_handle);
	if (error)
		return error;
	if (esp_ota_get_state_partition(esp_ota_get_running_partition(), &state) == ESP_OK &&
	    state == ESP_OTA_IMG_PENDING_VERIFY)
		return ESP_ERR_OTA_ROLLBACK_INVALID_STATE;
	bool sequential = image_size == OTA_WITH_SEQUENTIAL_WRITES;
	if (!sequential) {
		size_t size = image_size == OTA_SIZE_UNKNOWN || !image_size ? partition->size : image_size;
		size_t whole = (size + partition->erase_size - 1) / partition->erase_size * partition->erase_size;
		error = esp_partition_erase_range(partition, 0, whole);
		if (error)
			return error;
	}
	error = add(partition, sequential, 0, out_handle);
	if (!error)
		esp_ota_invalidate_inactive_ota_data_slot();
	return error;
}

esp_err_t esp_ota_resume(const esp_partition_t *partition, const size_t erase_size, const size_t image_offset,
    esp_ota_handle_t *out_handle) {
	esp_err_t error = check(partition, out_handle);
	if (error)
		return error;
	if (image_offset > partition->size)
		return ESP_ERR_INVALID_ARG;
	return add(partition, erase_size == OTA_WITH_SEQUENTIAL_WRITES, (uint32_t)image_offset, out_handle);
}

/* Erases the sectors that the next `size` bytes are the first to touch. */
static esp_err_t erase_for(const ota_entry_t *entry, size_t size) {
	uint32_t sector = entry->partition->erase_size;
	uint32_t first = (entry->written + sector - 1) / sector,
	         end = (uint32_t)((entry->written + size - 1) / sector) + 1;
	if (!entry->erases || first >= end)
		return ESP_OK;
	return esp_partition_erase_range(
	    entry->partition, (size_t)first * sector, (size_t)(end - first) * sector);
}

esp_err_t esp_ota_write(esp_ota_handle_t handle, const void *data, size_t size) {
	ota_entry_t *entry = find(handle);
	if (!data || !entry)
		return ESP_ERR_INVALID_ARG;
	if (!size)
		return ESP_OK;
	esp_err_t error = erase_for(entry, size);
	if (error)
		return error;
	if (!entry->written && *(const uint8_t *)data != ESP_IMAGE_HEADER_MAGIC)
		return ESP_ERR_OTA_VALIDATE_FAILED;
	error = esp_partition_write(entry->partition, entry->written, data, size);
	if (!error)
		entry->written += (uint32_t)size;
	return error;
}

esp_err_t esp_ota_abort(esp_ota_handle_t handle) {
	for (ota_entry_t **address = &entries; *address; address = &(*address)->next)
		if ((*address)->handle == handle) {
			ota_entry_t *entry = *address;
			*address = entry->next;
			free(entry);
			return ESP_OK;
		}
	return ESP_ERR_NOT_FOUND;
}

esp_err_t esp_ota_end(esp_ota_handle_t handle) {
	ota_entry_t *entry = find(handle);
	esp_image_metadata_t data;
	if (!entry)
		return ESP_ERR_NOT_FOUND;
	esp_err_t error = ESP_ERR_INVALID_ARG;
	if (entry->written) {
		esp_partition_pos_t position = {entry->partition->address, entry->partition->size};
		error = esp_image_verify(ESP_IMAGE_VERIFY, &position, &data) ? ESP_ERR_OTA_VALIDATE_FAILED : ESP_OK;
	}
	esp_ota_abort(handle);
	return error;
}
