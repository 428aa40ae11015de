/** The part of ESP-IDF v6.0's esp_secure_boot.h that the firmware uses. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include "esp_err.h"
#include "esp_image_format.h"
#include "sdkconfig.h"

#ifdef __cplusplus
extern "C" {
#endif

#define ESP_SECURE_BOOT_KEY_DIGEST_SHA_256_LEN 32

typedef struct {
	uint8_t key_digests[3][ESP_SECURE_BOOT_KEY_DIGEST_SHA_256_LEN];
	unsigned num_digests;
} esp_image_sig_public_key_digests_t;

esp_err_t esp_secure_boot_get_signature_blocks_for_running_app(
    bool digest_public_keys, esp_image_sig_public_key_digests_t *public_key_digests);
esp_err_t esp_secure_boot_verify_signature(uint32_t src_addr, uint32_t length);

#ifdef __cplusplus
}
#endif
