/* Slots, the states that ESP-IDF gives them, and the boot loader's choice, also where the power was cut. */
#include <string.h>

#include "boot-loader.h"
#include "check.h"
#include "esp_flash_partitions.h"
#include "esp_ota_ops.h"
#include "esp_system.h"
#include "ota-select.h"
#include "partition-table.h"
#include "running-slot.h"
#include "sha256.h"
#include "simulated-flash.h"

#define OTADATA 0xf000u
#define FIRST 0x20000u
#define SECOND 0x30000u
#define SLOT_SIZE 0x10000u
#define LENGTH 8192u

static uint8_t image[LENGTH];

/* An app image: a segment with a description, a checksum at the end of a line of 16, a hash. */
static const uint8_t *make_image(const char *version) {
	esp_image_header_t header = {.magic = ESP_IMAGE_HEADER_MAGIC,
	    .segment_count = 1,
	    .chip_id = CONFIG_IDF_FIRMWARE_CHIP_ID,
	    .hash_appended = 1};
	uint32_t end = LENGTH - SHA256_LENGTH;
	esp_image_segment_header_t segment = {.data_len = end - 16 - 32};
	esp_app_desc_t description = {.magic_word = ESP_APP_DESC_MAGIC_WORD};
	sha256_t hash;
	uint8_t checksum = 0xef;
	memset(image, 0, sizeof(image));
	strncpy(description.version, version, sizeof(description.version) - 1);
	memcpy(image, &header, 24);
	memcpy(image + 24, &segment, 8);
	for (uint32_t i = 32; i < 32 + segment.data_len; i++)
		image[i] = (uint8_t)(i * 7);
	memcpy(image + 32, &description, sizeof(description));
	for (uint32_t i = 32; i < 32 + segment.data_len; i++)
		checksum ^= image[i];
	image[end - 1] = checksum;
	sha256_start(&hash);
	sha256_add(&hash, image, end);
	sha256_finish(&hash, image + end);
	return image;
}

static const esp_partition_t *slot(int index) {
	return esp_partition_find_first(
	    ESP_PARTITION_TYPE_APP, (esp_partition_subtype_t)(ESP_PARTITION_SUBTYPE_APP_OTA_MIN + index), NULL);
}

/* Starts what the boot loader chooses; -1 where nothing can be started. */
static int boot(void) {
	esp_image_metadata_t data;
	const esp_partition_t *chosen = boot_loader_choose(&data);
	running_slot_set(chosen ? chosen->address : 0);
	return chosen ? (int)chosen->subtype - ESP_PARTITION_SUBTYPE_APP_OTA_MIN : -1;
}

static esp_ota_img_states_t state_of(int index) {
	esp_ota_img_states_t state;
	return esp_ota_get_state_partition(slot(index), &state) == ESP_OK ? state : ESP_OTA_IMG_UNDEFINED;
}

/* A chip as it was flashed over USB, with 1.0.0 in the first slot, and switched on. */
static void flash_anew(void) {
	const esp_partition_info_t table[] = {
	    {.magic = ESP_PARTITION_MAGIC, .type = 1, .pos = {OTADATA, 0x2000}, .label = "otadata"},
	    {.magic = ESP_PARTITION_MAGIC, .subtype = 0x10, .pos = {FIRST, SLOT_SIZE}, .label = "ota_0"},
	    {.magic = ESP_PARTITION_MAGIC, .subtype = 0x11, .pos = {SECOND, SLOT_SIZE}, .label = "ota_1"},
	};
	flash_open_memory(0x40000);
	partition_table_forget();
	running_slot_set(0);
	CHECK(flash_write(ESP_PARTITION_TABLE_OFFSET, table, sizeof(table)));
	CHECK(flash_write(FIRST, make_image("1.0.0"), LENGTH));
	CHECK(boot() == 0 && state_of(0) == ESP_OTA_IMG_VALID);
}

/* Writes 1.1.0 to the slot that does not run. */
static bool write_update(void) {
	esp_ota_handle_t handle;
	const esp_partition_t *other = esp_ota_get_next_update_partition(NULL);
	if (esp_ota_begin(other, OTA_WITH_SEQUENTIAL_WRITES, &handle) != ESP_OK)
		return false;
	bool written = esp_ota_write(handle, make_image("1.1.0"), LENGTH) == ESP_OK;
	return (esp_ota_end(handle) == ESP_OK) & written;
}

/* Up to the first start of 1.1.0. */
static void start_trial(void) {
	flash_anew();
	CHECK(write_update() && boot() == 0);
	CHECK(esp_ota_set_boot_partition(slot(1)) == ESP_OK && state_of(1) == ESP_OTA_IMG_NEW);
	CHECK(boot() == 1 && state_of(1) == ESP_OTA_IMG_PENDING_VERIFY);
}

static void confirms(void) {
	start_trial();
	CHECK(esp_ota_mark_app_valid_cancel_rollback() == ESP_OK && state_of(1) == ESP_OTA_IMG_VALID);
	CHECK(boot() == 1 && boot() == 1 && !esp_ota_get_last_invalid_partition());
	CHECK(esp_ota_check_rollback_is_possible());
	CHECK(esp_ota_mark_app_invalid_rollback() == ESP_OK && state_of(1) == ESP_OTA_IMG_INVALID);
	CHECK(boot() == 0 && esp_ota_get_last_invalid_partition() == slot(1));
	CHECK(!esp_ota_check_rollback_is_possible());
	CHECK(esp_ota_mark_app_invalid_rollback() == ESP_ERR_OTA_ROLLBACK_FAILED && boot() == 0);
}

static void aborts_what_does_not_confirm(void) {
	esp_app_desc_t description;
	start_trial();
	CHECK(boot() == 0 && state_of(1) == ESP_OTA_IMG_ABORTED && state_of(0) == ESP_OTA_IMG_VALID);
	CHECK(boot() == 0 && esp_ota_get_last_invalid_partition() == slot(1));
	CHECK(esp_ota_get_partition_description(slot(1), &description) == ESP_OK);
	CHECK(!strcmp(description.version, "1.1.0"));
	CHECK(write_update() && !esp_ota_get_last_invalid_partition());
	CHECK(esp_ota_set_boot_partition(slot(1)) == ESP_OK && boot() == 1);
	CHECK(esp_ota_mark_app_valid_cancel_rollback() == ESP_OK && boot() == 1);
}

static void refuses_to_write(void) {
	esp_ota_handle_t handle;
	const esp_partition_t *otadata =
	    esp_partition_find_first(ESP_PARTITION_TYPE_DATA, ESP_PARTITION_SUBTYPE_DATA_OTA, NULL);
	start_trial();
	CHECK(esp_ota_begin(slot(0), OTA_WITH_SEQUENTIAL_WRITES, &handle) == ESP_ERR_OTA_ROLLBACK_INVALID_STATE);
	CHECK(esp_ota_begin(slot(1), OTA_WITH_SEQUENTIAL_WRITES, &handle) == ESP_ERR_OTA_PARTITION_CONFLICT);
	CHECK(esp_ota_resume(slot(1), OTA_WITH_SEQUENTIAL_WRITES, 0, &handle) == ESP_ERR_OTA_PARTITION_CONFLICT);
	CHECK(esp_ota_begin(otadata, OTA_WITH_SEQUENTIAL_WRITES, &handle) == ESP_ERR_INVALID_ARG);
	CHECK(esp_ota_begin(NULL, OTA_WITH_SEQUENTIAL_WRITES, &handle) == ESP_ERR_INVALID_ARG);
	flash_anew();
	CHECK(esp_ota_begin(slot(1), OTA_WITH_SEQUENTIAL_WRITES, &handle) == ESP_OK);
	CHECK(esp_ota_write(handle + 1, image, 16) == ESP_ERR_INVALID_ARG);
	CHECK(esp_ota_write(handle, "no image", 8) == ESP_ERR_OTA_VALIDATE_FAILED);
	CHECK(esp_ota_end(handle) == ESP_ERR_INVALID_ARG && esp_ota_end(handle) == ESP_ERR_NOT_FOUND);
	CHECK(esp_ota_set_boot_partition(slot(1)) == ESP_ERR_OTA_VALIDATE_FAILED && boot() == 0);
	CHECK(esp_ota_resume(slot(1), OTA_WITH_SEQUENTIAL_WRITES, SLOT_SIZE + 1, &handle) == ESP_ERR_INVALID_ARG);
}

/* Each sector is erased when the first byte of it is written, and no sooner; nothing is written past the end.
 */
static void erases_before_it_writes(void) {
	uint8_t byte = 0;
	esp_ota_handle_t handle;
	flash_anew();
	for (uint32_t address = SECOND; address < SECOND + SLOT_SIZE; address += FLASH_SECTOR_SIZE)
		CHECK(flash_write(address, &byte, 1));
	CHECK(esp_ota_begin(slot(1), OTA_WITH_SEQUENTIAL_WRITES, &handle) == ESP_OK);
	make_image("1.1.0");
	for (uint32_t done = 0; done < LENGTH; done += 512) {
		CHECK(esp_ota_write(handle, image + done, 512) == ESP_OK);
		for (uint32_t next = 1; next < 3; next++) {
			CHECK(flash_read(SECOND + next * FLASH_SECTOR_SIZE, &byte, 1));
			CHECK(done / FLASH_SECTOR_SIZE >= next || byte == 0);
		}
	}
	CHECK(flash_unerased() == 0);
	CHECK(esp_ota_abort(handle) == ESP_OK && esp_ota_abort(handle) == ESP_ERR_NOT_FOUND);
	CHECK(esp_ota_resume(slot(1), OTA_WITH_SEQUENTIAL_WRITES, FLASH_SECTOR_SIZE, &handle) == ESP_OK);
	CHECK(esp_ota_write(handle, image + FLASH_SECTOR_SIZE, LENGTH - FLASH_SECTOR_SIZE) == ESP_OK);
	CHECK(flash_unerased() == 0 && esp_ota_end(handle) == ESP_OK);
	CHECK(esp_ota_resume(slot(1), OTA_WITH_SEQUENTIAL_WRITES, SLOT_SIZE, &handle) == ESP_OK);
	CHECK(esp_ota_write(handle, image, 1) != ESP_OK);
	esp_ota_abort(handle);
}

static void starts_what_is_whole(void) {
	start_trial();
	CHECK(esp_ota_mark_app_valid_cancel_rollback() == ESP_OK);
	CHECK(flash_write(SECOND + 5000, (const uint8_t[]){0}, 1));
	CHECK(boot() == 0);
	CHECK(flash_erase(FIRST, FLASH_SECTOR_SIZE));
	CHECK(boot() == -1);
}

/* Whatever is left of the two entries, a slot with a whole image is started. */
static void starts_whatever_is_left_of_otadata(void) {
	esp_ota_select_entry_t entry;
	uint32_t random = 20261122;
	for (size_t first = 0; first <= sizeof(entry); first += 4)
		for (size_t second = 0; second <= sizeof(entry); second += 4) {
			const size_t torn[2] = {first, second};
			flash_anew();
			CHECK(write_update() && flash_erase(OTADATA, 2 * FLASH_SECTOR_SIZE));
			for (uint32_t i = 0; i < 2; i++) {
				memset(&entry, 0xff, sizeof(entry));
				entry.ota_seq = i + 1;
				entry.ota_state = i ? ESP_OTA_IMG_NEW : ESP_OTA_IMG_VALID;
				entry.crc = ota_select_crc(&entry);
				CHECK(flash_write(OTADATA + i * FLASH_SECTOR_SIZE, &entry, torn[i]));
			}
			CHECK(boot() == (second == sizeof(entry) ? 1 : 0) && boot() == 0);
		}
	for (int round = 0; round < 2000; round++) {
		uint8_t bytes[2][sizeof(entry)];
		for (size_t i = 0; i < sizeof(bytes); i++)
			((uint8_t *)bytes)[i] = (uint8_t)(nextRandom(&random) >> 8);
		flash_anew();
		for (uint32_t i = 0; i < 2; i++)
			CHECK(flash_write(OTADATA + i * FLASH_SECTOR_SIZE, bytes[i], sizeof(entry)));
		CHECK(boot() == 0);
	}
}

/* An update, from the first write to the confirmation; false where the power was lost. */
static bool update(void) {
	if (!write_update() || esp_ota_set_boot_partition(slot(1)) != ESP_OK)
		return false;
	return boot() == 1 && esp_ota_mark_app_valid_cancel_rollback() == ESP_OK;
}

/* The power is cut in every operation, at its start, within it and at its end, and once more in the start
 * after it. */
static void starts_wherever_the_power_is_cut(void) {
	static const uint32_t places[] = {0, 10, 130, 500, 900, 1000};
	uint32_t cuts = 0;
	for (size_t place = 0; place < sizeof(places) / sizeof(places[0]); place++)
		for (uint32_t operation = 1;; operation++) {
			flash_anew();
			uint32_t before = flash_operations();
			flash_power_cut(before + operation, places[place]);
			bool updated = update();
			if (flash_operations() < before + operation) {
				CHECK(updated && boot() == 1);
				break;
			}
			cuts++;
			flash_power_on();
			flash_power_cut(flash_operations() + 1, places[place]);
			boot();
			flash_power_on();
			int started = boot();
			CHECK(started == 0 || started == 1);
			CHECK(flash_unerased() == 0);
			if (state_of(started) != ESP_OTA_IMG_PENDING_VERIFY)
				CHECK(boot() == started);
		}
	CHECK(cuts > 50);
}

int main(void) {
	confirms();
	aborts_what_does_not_confirm();
	refuses_to_write();
	erases_before_it_writes();
	starts_what_is_whole();
	starts_whatever_is_left_of_otadata();
	starts_wherever_the_power_is_cut();
	flash_close();
	return 0;
}
