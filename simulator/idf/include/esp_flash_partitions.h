/** The part of ESP-IDF v6.0's esp_flash_partitions.h that the boot loader uses. */
#pragma once

#include <stdint.h>
#include "esp_err.h"
#include "sdkconfig.h"

#ifdef __cplusplus
extern "C" {
#endif

#define ESP_PARTITION_MAGIC 0x50AA
#define ESP_PARTITION_MAGIC_MD5 0xEBEB

#define ESP_PARTITION_TABLE_OFFSET CONFIG_PARTITION_TABLE_OFFSET
#define ESP_PARTITION_TABLE_MAX_LEN 0xC00

typedef enum {
	ESP_OTA_IMG_NEW = 0x0U,
	ESP_OTA_IMG_PENDING_VERIFY = 0x1U,
	ESP_OTA_IMG_VALID = 0x2U,
	ESP_OTA_IMG_INVALID = 0x3U,
	ESP_OTA_IMG_ABORTED = 0x4U,
	ESP_OTA_IMG_UNDEFINED = 0xFFFFFFFFU,
} esp_ota_img_states_t;

typedef struct {
	uint32_t ota_seq;
	uint8_t seq_label[20];
	uint32_t ota_state;
	uint32_t crc;
} esp_ota_select_entry_t;

typedef struct {
	uint32_t offset;
	uint32_t size;
} esp_partition_pos_t;

typedef struct {
	uint16_t magic;
	uint8_t type;
	uint8_t subtype;
	esp_partition_pos_t pos;
	uint8_t label[16];
	uint32_t flags;
} esp_partition_info_t;

#ifdef __cplusplus
}
#endif
