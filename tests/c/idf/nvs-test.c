/* NVS on simulated flash: values, limits, and a power cut at every byte of many changes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "nvs-area.h"
#include "nvs_flash.h"

static nvs_handle_t handle;

static void restart(void) {
	nvs_flash_deinit();
	nvs_area_cut_after(-1);
	CHECK(nvs_flash_init() == ESP_OK);
	CHECK(nvs_open("settings", NVS_READWRITE, &handle) == ESP_OK);
}

static void start_anew(void) {
	nvs_flash_deinit();
	nvs_area_cut_after(-1);
	nvs_area_wipe();
	restart();
}

static uint8_t blob[4001];

static const uint8_t *filled(int value) {
	memset(blob, value, sizeof(blob));
	return blob;
}

/* The value that fills the blob, -1 if there is none. */
static int value_of(const char *key, size_t *length) {
	uint8_t read[4000];
	*length = sizeof(read);
	esp_err_t error = nvs_get_blob(handle, key, read, length);
	if (error == ESP_ERR_NVS_NOT_FOUND)
		return -1;
	CHECK(error == ESP_OK);
	for (size_t i = 1; i < *length; i++)
		CHECK(read[i] == read[0]);
	return read[0];
}

static void keeps_values(void) {
	uint8_t u8;
	int32_t i32;
	uint64_t u64;
	char text[8];
	size_t length;
	start_anew();
	CHECK(nvs_set_u8(handle, "u8", 200) == ESP_OK);
	CHECK(nvs_set_i32(handle, "i32", -5) == ESP_OK);
	CHECK(nvs_set_u64(handle, "u64", 1ull << 60) == ESP_OK);
	CHECK(nvs_set_str(handle, "text", "hello") == ESP_OK);
	CHECK(nvs_set_blob(handle, "blob", filled(7), 4000) == ESP_OK);
	CHECK(nvs_commit(handle) == ESP_OK);
	restart();
	CHECK(nvs_get_u8(handle, "u8", &u8) == ESP_OK && u8 == 200);
	CHECK(nvs_get_i32(handle, "i32", &i32) == ESP_OK && i32 == -5);
	CHECK(nvs_get_u64(handle, "u64", &u64) == ESP_OK && u64 == 1ull << 60);
	length = sizeof(text);
	CHECK(nvs_get_str(handle, "text", text, &length) == ESP_OK && length == 6 && !strcmp(text, "hello"));
	CHECK(value_of("blob", &length) == 7 && length == 4000);
}

static void says_what_is_wrong(void) {
	uint8_t u8;
	nvs_handle_t other;
	size_t length = 2;
	char text[8];
	start_anew();
	CHECK(nvs_get_u8(handle, "none", &u8) == ESP_ERR_NVS_NOT_FOUND);
	CHECK(nvs_set_u8(handle, "fifteen-letters", 1) == ESP_OK);
	CHECK(nvs_set_u8(handle, "sixteen--letters", 1) == ESP_ERR_NVS_KEY_TOO_LONG);
	CHECK(nvs_set_u8(handle, "", 1) == ESP_ERR_NVS_INVALID_NAME);
	CHECK(nvs_get_str(handle, "fifteen-letters", text, &length) == ESP_ERR_NVS_TYPE_MISMATCH);
	CHECK(nvs_set_str(handle, "text", "hello") == ESP_OK);
	CHECK(nvs_get_str(handle, "text", text, &length) == ESP_ERR_NVS_INVALID_LENGTH);
	CHECK(nvs_set_blob(handle, "blob", filled(1), 4001) == ESP_ERR_NVS_VALUE_TOO_LONG);
	CHECK(nvs_open("nobody", NVS_READONLY, &other) == ESP_ERR_NVS_NOT_FOUND);
	CHECK(nvs_open("settings", NVS_READONLY, &other) == ESP_OK);
	CHECK(nvs_set_u8(other, "u8", 1) == ESP_ERR_NVS_READ_ONLY);
	nvs_close(other);
	CHECK(nvs_get_u8(other, "u8", &u8) == ESP_ERR_NVS_INVALID_HANDLE);
	CHECK(nvs_erase_key(handle, "text") == ESP_OK);
	CHECK(nvs_erase_key(handle, "text") == ESP_ERR_NVS_NOT_FOUND);
	nvs_flash_deinit();
	CHECK(nvs_get_u8(handle, "u8", &u8) == ESP_ERR_NVS_NOT_INITIALIZED);
}

static void keeps_namespaces_apart(void) {
	nvs_handle_t other;
	uint8_t u8;
	nvs_iterator_t iterator;
	nvs_entry_info_t info;
	int count = 0;
	start_anew();
	CHECK(nvs_open("other", NVS_READWRITE, &other) == ESP_OK);
	CHECK(nvs_set_u8(handle, "a", 1) == ESP_OK && nvs_set_u8(other, "a", 2) == ESP_OK);
	CHECK(nvs_set_u8(handle, "b", 3) == ESP_OK);
	CHECK(nvs_get_u8(other, "a", &u8) == ESP_OK && u8 == 2);
	for (esp_err_t error = nvs_entry_find_in_handle(handle, NVS_TYPE_ANY, &iterator); error == ESP_OK;
	     error = nvs_entry_next(&iterator)) {
		CHECK(nvs_entry_info(iterator, &info) == ESP_OK);
		CHECK(!strcmp(info.namespace_name, "settings") && info.type == NVS_TYPE_U8);
		count++;
	}
	CHECK(count == 2);
	CHECK(nvs_erase_all(handle) == ESP_OK);
	CHECK(nvs_get_u8(handle, "a", &u8) == ESP_ERR_NVS_NOT_FOUND);
	CHECK(nvs_get_u8(other, "a", &u8) == ESP_OK);
}

/* Twelve kilobytes of values are rewritten, in sizes that don't fit the pages, many times what the flash
 * holds. */
static void goes_round(void) {
	char key[16];
	size_t length;
	start_anew();
	for (int round = 0; round < 400; round++) {
		snprintf(key, sizeof(key), "key%d", round % 5);
		CHECK(nvs_set_blob(handle, key, filled(round % 251), 700 + (size_t)round % 5 * 600) == ESP_OK);
		if (round % 37 == 0)
			restart();
	}
	for (int i = 0; i < 5; i++) {
		snprintf(key, sizeof(key), "key%d", i);
		CHECK(value_of(key, &length) == (395 + i) % 251);
	}
}

static void says_that_it_is_full(void) {
	char key[16];
	int count = 0;
	size_t length;
	esp_err_t error = ESP_OK;
	start_anew();
	for (; !error; count += !error) {
		snprintf(key, sizeof(key), "key%d", count);
		error = nvs_set_blob(handle, key, filled(count), 1000);
	}
	CHECK(error == ESP_ERR_NVS_NOT_ENOUGH_SPACE);
	CHECK(count == 15);
	restart();
	for (int i = 0; i < count; i++) {
		snprintf(key, sizeof(key), "key%d", i);
		CHECK(value_of(key, &length) == i);
	}
}

/* Wherever the power is cut, a value is the one of before or the new one, and the others are what they were.
 */
static void survives_power_cuts(void) {
	size_t length;
	for (int filling = 0; filling < 12; filling += 3) {
		uint64_t all = 1;
		for (uint64_t cut = 0; cut < all; cut += cut < 300 ? 1 : 37) {
			start_anew();
			for (int i = 0; i <= filling; i++)
				CHECK(nvs_set_blob(handle, "filling", filled(i), 1800) == ESP_OK);
			CHECK(nvs_set_blob(handle, "other", filled(99), 500) == ESP_OK);
			CHECK(nvs_set_blob(handle, "value", filled(1), 900) == ESP_OK);
			uint64_t before = nvs_area_changed();
			nvs_area_cut_after((int64_t)cut);
			esp_err_t error = nvs_set_blob(handle, "value", filled(2), 950);
			if (error == ESP_OK)
				all = 0;
			else
				all = nvs_area_changed() - before + 2;
			restart();
			int value = value_of("value", &length);
			CHECK((value == 1 && length == 900) || (value == 2 && length == 950));
			CHECK(error != ESP_OK || value == 2);
			CHECK(value_of("other", &length) == 99 && length == 500);
			CHECK(value_of("filling", &length) == filling && length == 1800);
			CHECK(nvs_set_blob(handle, "value", filled(3), 1500) == ESP_OK);
			restart();
			CHECK(value_of("value", &length) == 3);
		}
	}
}

int main(void) {
	keeps_values();
	says_what_is_wrong();
	keeps_namespaces_apart();
	goes_round();
	says_that_it_is_full();
	survives_power_cuts();
	return 0;
}
