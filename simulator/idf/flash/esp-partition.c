#include "esp_partition.h"

#include <stdlib.h>
#include <string.h>
#include "esp_image_format.h"
#include "partition-table.h"
#include "sha256.h"
#include "simulated-flash.h"

struct esp_partition_iterator_opaque_ {
	esp_partition_type_t type;
	esp_partition_subtype_t subtype;
	const char *label;
	int next;
	const esp_partition_t *partition;
};

static bool matches(const esp_partition_t *partition, const struct esp_partition_iterator_opaque_ *wanted) {
	return (wanted->type == ESP_PARTITION_TYPE_ANY || wanted->type == partition->type) &&
	       (wanted->subtype == ESP_PARTITION_SUBTYPE_ANY || wanted->subtype == partition->subtype) &&
	       (!wanted->label || !strcmp(wanted->label, partition->label));
}

static bool advance(struct esp_partition_iterator_opaque_ *iterator) {
	const esp_partition_t *partitions;
	int count = partition_table_read(&partitions);
	while (iterator->next < count) {
		iterator->partition = &partitions[iterator->next++];
		if (matches(iterator->partition, iterator))
			return true;
	}
	iterator->partition = NULL;
	return false;
}

esp_partition_iterator_t esp_partition_find(
    esp_partition_type_t type, esp_partition_subtype_t subtype, const char *label) {
	struct esp_partition_iterator_opaque_ *iterator = calloc(1, sizeof(*iterator));
	if (!iterator)
		return NULL;
	iterator->type = type;
	iterator->subtype = subtype;
	iterator->label = label;
	return esp_partition_next(iterator);
}

esp_partition_iterator_t esp_partition_next(esp_partition_iterator_t iterator) {
	if (advance(iterator))
		return iterator;
	free(iterator);
	return NULL;
}

const esp_partition_t *esp_partition_get(esp_partition_iterator_t iterator) {
	return iterator->partition;
}

void esp_partition_iterator_release(esp_partition_iterator_t iterator) {
	free(iterator);
}

const esp_partition_t *esp_partition_find_first(
    esp_partition_type_t type, esp_partition_subtype_t subtype, const char *label) {
	struct esp_partition_iterator_opaque_ iterator = {.type = type, .subtype = subtype, .label = label};
	advance(&iterator);
	return iterator.partition;
}

const esp_partition_t *esp_partition_verify(const esp_partition_t *partition) {
	const esp_partition_t *found =
	    partition ? esp_partition_find_first(partition->type, partition->subtype, partition->label) : NULL;
	return found && found->address == partition->address && found->size == partition->size ? found : NULL;
}

static esp_err_t check(const esp_partition_t *partition, const void *bytes, size_t offset, size_t size) {
	if (!partition || !bytes)
		return ESP_ERR_INVALID_ARG;
	if (offset > partition->size)
		return ESP_ERR_INVALID_ARG;
	return size > partition->size - offset ? ESP_ERR_INVALID_SIZE : ESP_OK;
}

esp_err_t esp_partition_read(const esp_partition_t *partition, size_t src_offset, void *dst, size_t size) {
	esp_err_t error = check(partition, dst, src_offset, size);
	if (error)
		return error;
	return flash_read(partition->address + (uint32_t)src_offset, dst, size) ? ESP_OK : ESP_FAIL;
}

esp_err_t esp_partition_write(
    const esp_partition_t *partition, size_t dst_offset, const void *src, size_t size) {
	esp_err_t error = check(partition, src, dst_offset, size);
	if (error)
		return error;
	return flash_write(partition->address + (uint32_t)dst_offset, src, size) ? ESP_OK : ESP_FAIL;
}

esp_err_t esp_partition_erase_range(const esp_partition_t *partition, size_t offset, size_t size) {
	esp_err_t error = check(partition, partition, offset, size);
	if (error)
		return error;
	if (offset % partition->erase_size)
		return ESP_ERR_INVALID_ARG;
	if (size % partition->erase_size)
		return ESP_ERR_INVALID_SIZE;
	return flash_erase(partition->address + (uint32_t)offset, size) ? ESP_OK : ESP_FAIL;
}

/* Of an app the hash that is appended to it, which is verified. */
esp_err_t esp_partition_get_sha256(const esp_partition_t *partition, uint8_t *sha_256) {
	if (!partition || !sha_256)
		return ESP_ERR_INVALID_ARG;
	if (partition->type == ESP_PARTITION_TYPE_APP) {
		esp_partition_pos_t position = {partition->address, partition->size};
		esp_image_metadata_t data;
		esp_err_t error = esp_image_get_metadata(&position, &data);
		if (!error && data.image.hash_appended)
			memcpy(sha_256, data.image_digest, ESP_IMAGE_HASH_LEN);
		return error ? ESP_ERR_IMAGE_INVALID : ESP_OK;
	}
	uint8_t sector[FLASH_SECTOR_SIZE];
	sha256_t hash;
	sha256_start(&hash);
	for (uint32_t done = 0; done < partition->size; done += sizeof(sector)) {
		if (!flash_read(partition->address + done, sector, sizeof(sector)))
			return ESP_FAIL;
		sha256_add(&hash, sector, sizeof(sector));
	}
	sha256_finish(&hash, sha_256);
	return ESP_OK;
}
