#include "esp_app_desc.h"

#include "esp_ota_ops.h"

/* A program that was not started from a slot has a description that says nothing. */
const esp_app_desc_t *esp_app_get_description(void) {
	static esp_app_desc_t description;
	if (description.magic_word != ESP_APP_DESC_MAGIC_WORD)
		esp_ota_get_partition_description(esp_ota_get_running_partition(), &description);
	return &description;
}
