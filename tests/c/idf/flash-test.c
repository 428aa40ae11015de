/* The simulated flash is NOR: what is erased is ones, a write makes zeros only, and sectors are erased whole.
 */
#include <pthread.h>
#include <string.h>

#include "check.h"
#include "esp_flash_partitions.h"
#include "esp_partition.h"
#include "partition-table.h"
#include "simulated-flash.h"

#define SIZE 0x20000u
#define SECTOR FLASH_SECTOR_SIZE

static uint8_t byte_at(uint32_t address) {
	uint8_t byte;
	CHECK(flash_read(address, &byte, 1));
	return byte;
}

static void makes_zeros_only(void) {
	const uint8_t first[] = {0xf0, 0xff, 0x00}, second[] = {0x3c, 0x0f, 0xff};
	flash_open_memory(SIZE);
	CHECK(flash_size() == SIZE && byte_at(0) == 0xff && byte_at(SIZE - 1) == 0xff);
	CHECK(flash_write(100, first, sizeof(first)) && flash_unerased() == 0);
	CHECK(flash_write(100, second, sizeof(second)));
	CHECK(byte_at(100) == 0x30 && byte_at(101) == 0x0f && byte_at(102) == 0x00);
	CHECK(flash_unerased() == 2);
	CHECK(flash_write(100, (const uint8_t[]){0x30}, 1) && flash_unerased() == 2);
	CHECK(flash_erase(0, SECTOR) && byte_at(100) == 0xff && byte_at(102) == 0xff);
}

static void erases_whole_sectors(void) {
	const uint8_t zero = 0;
	flash_open_memory(SIZE);
	for (uint32_t sector = 0; sector < 4; sector++)
		CHECK(flash_write(sector * SECTOR, &zero, 1) && flash_write((sector + 1) * SECTOR - 1, &zero, 1));
	CHECK(!flash_erase(1, SECTOR) && !flash_erase(SECTOR / 2, SECTOR) && !flash_erase(SECTOR, SECTOR - 1));
	CHECK(byte_at(SECTOR) == 0);
	CHECK(flash_erase(SECTOR, 2 * SECTOR));
	CHECK(byte_at(SECTOR - 1) == 0 && byte_at(SECTOR) == 0xff && byte_at(3 * SECTOR - 1) == 0xff);
	CHECK(byte_at(3 * SECTOR) == 0);
}

static void ends_where_it_ends(void) {
	uint8_t bytes[2] = {0};
	flash_open_memory(SIZE);
	CHECK(flash_read(SIZE, bytes, 0) && !flash_read(SIZE, bytes, 1) && !flash_read(SIZE - 1, bytes, 2));
	CHECK(!flash_write(SIZE - 1, bytes, 2) && byte_at(SIZE - 1) == 0xff);
	CHECK(!flash_write(UINT32_MAX, bytes, 2) && !flash_read(4, bytes, SIZE_MAX));
	CHECK(!flash_erase(SIZE - SECTOR, 2 * SECTOR) && !flash_erase(SIZE, SECTOR));
	flash_close();
	CHECK(flash_size() == 0 && !flash_read(0, bytes, 1) && !flash_write(0, bytes, 1));
}

/* A write that is cut has its first part; an erasure that is cut leaves a sector of which the end is as it
 * was. */
static void can_lose_its_power(void) {
	const uint8_t zeros[1000] = {0};
	flash_open_memory(SIZE);
	flash_power_cut(2, 300);
	CHECK(flash_write(0, zeros, 1000));
	CHECK(!flash_write(2000, zeros, 1000));
	CHECK(!flash_read(0, (uint8_t[]){0}, 1) && !flash_erase(0, SECTOR));
	flash_power_on();
	CHECK(byte_at(999) == 0 && byte_at(2299) == 0 && byte_at(2300) == 0xff);
	flash_power_cut(flash_operations() + 2, 125);
	CHECK(flash_write(SECTOR, zeros, 1000) && !flash_erase(0, 2 * SECTOR));
	flash_power_on();
	CHECK(byte_at(SECTOR / 8 - 1) == 0xff && byte_at(SECTOR / 8) == 0 && byte_at(SECTOR) == 0);
}

static void write_table(void) {
	const esp_partition_info_t table[] = {
	    {.magic = ESP_PARTITION_MAGIC, .type = 1, .subtype = 0x40, .pos = {0x10000, 0x2000}, .label = "some"},
	    {.magic = ESP_PARTITION_MAGIC,
	        .type = 1,
	        .subtype = 0x41,
	        .pos = {0x1f000, 0x2000},
	        .label = "beyond"},
	};
	flash_open_memory(SIZE);
	partition_table_forget();
	CHECK(flash_write(ESP_PARTITION_TABLE_OFFSET, table, sizeof(table)));
}

static void has_partitions(void) {
	uint8_t bytes[8] = {0};
	write_table();
	CHECK(!esp_partition_find_first(ESP_PARTITION_TYPE_DATA, ESP_PARTITION_SUBTYPE_ANY, "beyond"));
	const esp_partition_t *some =
	    esp_partition_find_first(ESP_PARTITION_TYPE_DATA, ESP_PARTITION_SUBTYPE_ANY, "some");
	CHECK(some && some->address == 0x10000 && some->size == 0x2000 && some->erase_size == SECTOR);
	CHECK(esp_partition_verify(some) == some);
	CHECK(esp_partition_write(some, 0x1ffc, bytes, 4) == ESP_OK && byte_at(0x11fff) == 0);
	CHECK(esp_partition_write(some, 0x1ffc, bytes, 5) == ESP_ERR_INVALID_SIZE && byte_at(0x12000) == 0xff);
	CHECK(esp_partition_write(some, 0x2001, bytes, 1) == ESP_ERR_INVALID_ARG);
	CHECK(esp_partition_read(some, 0x2000, bytes, 1) == ESP_ERR_INVALID_SIZE);
	CHECK(esp_partition_read(some, 0, NULL, 1) == ESP_ERR_INVALID_ARG);
	CHECK(esp_partition_erase_range(some, 1, SECTOR) == ESP_ERR_INVALID_ARG);
	CHECK(esp_partition_erase_range(some, 0, SECTOR + 1) == ESP_ERR_INVALID_SIZE);
	CHECK(esp_partition_erase_range(some, SECTOR, 2 * SECTOR) == ESP_ERR_INVALID_SIZE);
	CHECK(byte_at(0x11fff) == 0);
	CHECK(esp_partition_erase_range(some, SECTOR, SECTOR) == ESP_OK && byte_at(0x11fff) == 0xff);
}

/* Each thread has sectors of its own. */
static void *work(void *argument) {
	uint32_t first = *(uint32_t *)argument;
	uint8_t bytes[64], read[64];
	for (int round = 0; round < 200; round++) {
		memset(bytes, round, sizeof(bytes));
		CHECK(flash_erase(first, SECTOR) && flash_write(first + 8, bytes, sizeof(bytes)));
		CHECK(flash_read(first + 8, read, sizeof(read)) && !memcmp(read, bytes, sizeof(read)));
	}
	return NULL;
}

static void serves_several_threads(void) {
	pthread_t threads[4];
	uint32_t sectors[4];
	flash_open_memory(SIZE);
	for (uint32_t i = 0; i < 4; i++) {
		sectors[i] = i * SECTOR;
		CHECK(pthread_create(&threads[i], NULL, work, &sectors[i]) == 0);
	}
	for (int i = 0; i < 4; i++)
		CHECK(pthread_join(threads[i], NULL) == 0);
	CHECK(flash_unerased() == 0 && flash_operations() == 4 * 200 * 2);
}

int main(void) {
	makes_zeros_only();
	erases_whole_sectors();
	ends_where_it_ends();
	can_lose_its_power();
	has_partitions();
	serves_several_threads();
	flash_close();
	return 0;
}
