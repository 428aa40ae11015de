/** Signed app images without secure boot in hardware: the key of the program that runs is the one that is
 * trusted. */
#include "secure-boot.h"

#include <string.h>
#include "esp-image.h"
#include "esp_log.h"
#include "esp_ota_ops.h"
#include "esp_secure_boot.h"
#include "rom-crc.h"
#include "rsa-verify.h"
#include "sha256.h"
#include "simulated-flash.h"

static const char *const tag = "secure_boot_v2";

#define MAGIC 0xe7
#define SCHEME_RSA 2
#define BLOCKS 3

/* components/esp_rom/esp32s3/include/esp32s3/rom/rsa_pss.h and secure_boot.h */
typedef struct {
	uint8_t n[RSA_LENGTH];
	uint32_t e;
	uint8_t rinv[RSA_LENGTH];
	uint32_t mdash;
} public_key_t;

typedef struct {
	uint8_t magic_byte;
	uint8_t version;
	uint8_t reserved[2];
	uint8_t image_digest[32];
	public_key_t key;
	uint8_t signature[RSA_LENGTH];
	uint32_t block_crc;
	uint8_t padding[16];
} signature_block_t;

_Static_assert(sizeof(signature_block_t) == 1216, "a signature block has 1,216 bytes");

static uint32_t whole_sectors(uint32_t size) {
	return (size + FLASH_SECTOR_SIZE - 1) & ~(FLASH_SECTOR_SIZE - 1);
}

static bool read_block(uint32_t address, signature_block_t *block) {
	return flash_read(address, block, sizeof(*block)) && block->magic_byte == MAGIC &&
	       block->version == SCHEME_RSA &&
	       block->block_crc == rom_crc32(0, block, offsetof(signature_block_t, block_crc));
}

static void hash_key(const public_key_t *key, uint8_t digest[SHA256_LENGTH]) {
	sha256_t hash;
	sha256_start(&hash);
	sha256_add(&hash, key, sizeof(*key));
	sha256_finish(&hash, digest);
}

esp_err_t esp_secure_boot_get_signature_blocks_for_running_app(
    bool digest_public_keys, esp_image_sig_public_key_digests_t *public_key_digests) {
	const esp_partition_t *running = esp_ota_get_running_partition();
	esp_image_metadata_t data;
	memset(public_key_digests, 0, sizeof(*public_key_digests));
	if (!running || !image_read(&(esp_partition_pos_t){running->address, running->size}, &data))
		return ESP_FAIL;
	uint32_t address = data.start_addr + whole_sectors(data.image_len);
	for (uint32_t i = 0; i < BLOCKS; i++) {
		signature_block_t block;
		if (!read_block(address + i * (uint32_t)sizeof(block), &block))
			continue;
		if (digest_public_keys)
			hash_key(&block.key, public_key_digests->key_digests[public_key_digests->num_digests]);
		public_key_digests->num_digests++;
	}
	return public_key_digests->num_digests ? ESP_OK : ESP_ERR_NOT_FOUND;
}

bool secure_boot_checks_updates(void) {
	esp_image_sig_public_key_digests_t digests;
	return esp_secure_boot_get_signature_blocks_for_running_app(false, &digests) == ESP_OK;
}

/* Only the first block counts: esp_secure_boot_verify_sbv2_signature_block with
 * CONFIG_SECURE_SIGNED_ON_UPDATE_NO_SECURE_BOOT. */
esp_err_t esp_secure_boot_verify_signature(uint32_t src_addr, uint32_t length) {
	esp_image_sig_public_key_digests_t trusted;
	signature_block_t block;
	uint8_t digest[SHA256_LENGTH], key[SHA256_LENGTH];
	uint32_t padded = whole_sectors(length);
	if (esp_secure_boot_get_signature_blocks_for_running_app(true, &trusted) != ESP_OK)
		return ESP_FAIL;
	if (!image_hash(src_addr, padded, digest) || !read_block(src_addr + padded, &block)) {
		ESP_LOGE(tag, "the image at 0x%x has no signature", (unsigned)src_addr);
		return ESP_ERR_IMAGE_INVALID;
	}
	hash_key(&block.key, key);
	if (memcmp(key, trusted.key_digests[0], sizeof(key))) {
		ESP_LOGE(tag, "the image at 0x%x is signed with a key that is not trusted", (unsigned)src_addr);
		return ESP_ERR_IMAGE_INVALID;
	}
	if (memcmp(digest, block.image_digest, sizeof(digest)) ||
	    !rsa_verify(block.key.n, block.key.e, block.signature, digest)) {
		ESP_LOGE(tag, "the signature of the image at 0x%x is not one of its contents", (unsigned)src_addr);
		return ESP_ERR_IMAGE_INVALID;
	}
	return ESP_OK;
}
