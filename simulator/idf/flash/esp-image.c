#include "esp-image.h"

#include <string.h>
#include "esp_log.h"
#include "esp_secure_boot.h"
#include "secure-boot.h"
#include "sha256.h"
#include "simulated-flash.h"

static const char *const tag = "esp_image";

/* The checksum starts with this; esp_image_format.c, ESP_ROM_CHECKSUM_INITIAL. */
#define CHECKSUM_INITIAL 0xef

bool image_hash(uint32_t address, uint32_t size, uint8_t digest[ESP_IMAGE_HASH_LEN]) {
	uint8_t part[FLASH_SECTOR_SIZE];
	sha256_t hash;
	sha256_start(&hash);
	while (size) {
		uint32_t length = size < sizeof(part) ? size : (uint32_t)sizeof(part);
		if (!flash_read(address, part, length))
			return false;
		sha256_add(&hash, part, length);
		address += length;
		size -= length;
	}
	sha256_finish(&hash, digest);
	return true;
}

static bool add_to_checksum(uint32_t address, uint32_t size, uint8_t *checksum) {
	uint8_t part[FLASH_SECTOR_SIZE];
	while (size) {
		uint32_t length = size < sizeof(part) ? size : (uint32_t)sizeof(part);
		if (!flash_read(address, part, length))
			return false;
		for (uint32_t i = 0; i < length; i++)
			*checksum ^= part[i];
		address += length;
		size -= length;
	}
	return true;
}

static bool read_header(const esp_partition_pos_t *part, esp_image_metadata_t *data) {
	const esp_image_header_t *header = &data->image;
	return part->size >= sizeof(*header) && flash_read(part->offset, &data->image, sizeof(*header)) &&
	       header->magic == ESP_IMAGE_HEADER_MAGIC && header->chip_id == CONFIG_IDF_FIRMWARE_CHIP_ID &&
	       header->segment_count && header->segment_count <= ESP_IMAGE_MAX_SEGMENTS &&
	       header->hash_appended <= 1;
}

/* Goes through the segments; `length` is where they end, from the start of the image. */
static bool read_segments(
    const esp_partition_pos_t *part, esp_image_metadata_t *data, uint32_t *length, uint8_t *checksum) {
	*length = sizeof(esp_image_header_t);
	for (int i = 0; i < data->image.segment_count; i++) {
		esp_image_segment_header_t *segment = &data->segments[i];
		if (*length > part->size - sizeof(*segment) ||
		    !flash_read(part->offset + *length, segment, sizeof(*segment)))
			return false;
		*length += sizeof(*segment);
		data->segment_data[i] = part->offset + *length;
		if (segment->data_len % 4 || segment->data_len > part->size - *length ||
		    !add_to_checksum(data->segment_data[i], segment->data_len, checksum))
			return false;
		*length += segment->data_len;
	}
	return true;
}

/* ESP-IDF v6.0, components/bootloader_support/src/esp_image_format.c, image_load */
bool image_read(const esp_partition_pos_t *part, esp_image_metadata_t *data) {
	uint8_t checksum = CHECKSUM_INITIAL, stored;
	uint8_t digest[ESP_IMAGE_HASH_LEN];
	uint32_t length;
	memset(data, 0, sizeof(*data));
	data->start_addr = part->offset;
	if (!read_header(part, data) || !read_segments(part, data, &length, &checksum))
		return false;
	/* The checksum is the last byte of a line of 16. */
	length = (length + 16) & ~15u;
	uint32_t hashed = data->image.hash_appended ? ESP_IMAGE_HASH_LEN : 0;
	if (length + hashed > part->size || !flash_read(part->offset + length - 1, &stored, 1) ||
	    stored != checksum)
		return false;
	data->image_len = length + hashed;
	if (!hashed)
		return true;
	return image_hash(part->offset, length, digest) &&
	       flash_read(part->offset + length, data->image_digest, hashed) &&
	       !memcmp(digest, data->image_digest, hashed);
}

esp_err_t esp_image_get_metadata(const esp_partition_pos_t *part, esp_image_metadata_t *metadata) {
	if (!part || !metadata)
		return ESP_ERR_INVALID_ARG;
	return image_read(part, metadata) ? ESP_OK : ESP_ERR_IMAGE_INVALID;
}

/* Of a build with CONFIG_SECURE_SIGNED_ON_UPDATE: the program verifies signatures, the boot loader does not.
 * A program whose own image is not signed was built without. */
esp_err_t esp_image_verify(
    esp_image_load_mode_t mode, const esp_partition_pos_t *part, esp_image_metadata_t *data) {
	if (!part || !data)
		return ESP_ERR_INVALID_ARG;
	esp_err_t error = esp_image_get_metadata(part, data);
	if (!error && secure_boot_checks_updates())
		error = esp_secure_boot_verify_signature(part->offset, data->image_len);
	if (error && mode == ESP_IMAGE_VERIFY)
		ESP_LOGE(tag, "the image at 0x%x is not valid", (unsigned)part->offset);
	return error;
}
