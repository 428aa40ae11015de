#include "nvs-area.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include "esp_log.h"
#include "esp_partition.h"

#define AREA_SIZE 0x6000u
#define SECTOR_SIZE 4096u

static const char *const tag = "nvs";

static struct {
	/** Where there is a flash with a partition for it; then what follows is not used. */
	const esp_partition_t *partition;
	uint8_t *bytes;
	bool failed;
	bool off;
	bool cuts;
	int64_t left;
	uint64_t changed;
} area;

/* A file that is new, or shorter, is as if erased. */
static bool fill(int file) {
	uint8_t erased[SECTOR_SIZE];
	off_t end = lseek(file, 0, SEEK_END);
	memset(erased, 0xff, sizeof(erased));
	while (end >= 0 && end < AREA_SIZE) {
		size_t missing = (size_t)(AREA_SIZE - end);
		ssize_t written = write(file, erased, missing < sizeof(erased) ? missing : sizeof(erased));
		end = written < 0 ? -1 : end + written;
	}
	return end >= 0;
}

static void *map_file(const char *path) {
	void *bytes = MAP_FAILED;
	int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (file < 0)
		return bytes;
	if (fill(file))
		bytes = mmap(NULL, AREA_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	int error = errno;
	close(file);
	errno = error;
	return bytes;
}

static void *map_memory(void) {
	void *bytes = mmap(NULL, AREA_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (bytes != MAP_FAILED)
		memset(bytes, 0xff, AREA_SIZE);
	return bytes;
}

uint32_t nvs_area_size(void) {
	const char *path = getenv("BELLTOWER_NVS");
	area.partition = esp_partition_find_first(ESP_PARTITION_TYPE_DATA, ESP_PARTITION_SUBTYPE_DATA_NVS, NULL);
	if (area.partition)
		return area.partition->size;
	if (!area.bytes && !area.failed) {
		void *bytes = path ? map_file(path) : map_memory();
		area.failed = bytes == MAP_FAILED;
		if (area.failed)
			ESP_LOGE(tag, "%s can't be opened: %s", path ? path : "memory", strerror(errno));
		else
			area.bytes = bytes;
	}
	return area.bytes ? AREA_SIZE : 0;
}

static bool is_there(uint32_t address, size_t size) {
	return area.bytes && !area.off && address <= AREA_SIZE && size <= AREA_SIZE - address;
}

/* How many of so many bytes are changed before the power is cut. */
static size_t allowed(size_t size) {
	if (area.cuts && (int64_t)size > area.left) {
		size = (size_t)area.left;
		area.off = true;
	}
	area.left -= (int64_t)size;
	area.changed += size;
	return size;
}

bool nvs_area_read(uint32_t address, void *bytes, size_t size) {
	if (area.partition)
		return esp_partition_read(area.partition, address, bytes, size) == ESP_OK;
	if (!is_there(address, size))
		return false;
	memcpy(bytes, area.bytes + address, size);
	return true;
}

bool nvs_area_write(uint32_t address, const void *bytes, size_t size) {
	if (area.partition)
		return esp_partition_write(area.partition, address, bytes, size) == ESP_OK;
	if (!is_there(address, size))
		return false;
	size = allowed(size);
	for (size_t i = 0; i < size; i++)
		area.bytes[address + i] &= ((const uint8_t *)bytes)[i];
	return !area.off;
}

bool nvs_area_erase(uint32_t address) {
	if (area.partition)
		return esp_partition_erase_range(area.partition, address, SECTOR_SIZE) == ESP_OK;
	if (address % SECTOR_SIZE || !is_there(address, SECTOR_SIZE))
		return false;
	memset(area.bytes + address, 0xff, allowed(SECTOR_SIZE));
	return !area.off;
}

uint64_t nvs_area_changed(void) {
	return area.changed;
}

void nvs_area_cut_after(int64_t bytes) {
	area.cuts = bytes >= 0;
	area.left = bytes;
	area.off = false;
}

void nvs_area_wipe(void) {
	if (nvs_area_size())
		memset(area.bytes, 0xff, AREA_SIZE);
}
