#include "simulated-flash.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include "esp_log.h"

static const char *const tag = "flash";

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct {
	uint8_t *bytes;
	uint32_t size;
	bool isFile;
	bool isOff;
	uint32_t operations;
	uint32_t unerased;
	uint32_t cutAt;
	uint32_t permille;
} flash;

static void close_it(void) {
	if (flash.bytes)
		munmap(flash.bytes, flash.size);
	memset(&flash, 0, sizeof(flash));
}

static void read_power_cut(void) {
	const char *text = getenv("BELLTOWER_POWER_CUT");
	unsigned operation = 0, permille = 500;
	if (text && sscanf(text, "%u:%u", &operation, &permille) >= 1) {
		flash.cutAt = operation;
		flash.permille = permille;
	}
}

static bool open_file(const char *path) {
	struct stat status;
	int file = open(path, O_RDWR | O_CLOEXEC);
	if (file < 0)
		return false;
	void *bytes = MAP_FAILED;
	if (fstat(file, &status) == 0) {
		if (status.st_size > 0 && status.st_size <= UINT32_MAX && status.st_size % FLASH_SECTOR_SIZE == 0)
			bytes = mmap(NULL, (size_t)status.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
		else
			errno = EINVAL;
	}
	int error = errno;
	close(file);
	errno = error;
	if (bytes == MAP_FAILED)
		return false;
	close_it();
	flash.bytes = bytes;
	flash.size = (uint32_t)status.st_size;
	flash.isFile = true;
	read_power_cut();
	return true;
}

/* Opens what the environment names, once something is asked of the flash and nothing is open. */
static void ensure_open(void) {
	const char *path = getenv("BELLTOWER_FLASH");
	static bool failed;
	if (flash.bytes || !path || failed)
		return;
	failed = !open_file(path);
	if (failed)
		ESP_LOGE(tag, "the flash in %s can't be opened: %s", path, strerror(errno));
}

bool flash_open(const char *path) {
	pthread_mutex_lock(&lock);
	bool opened = open_file(path);
	pthread_mutex_unlock(&lock);
	return opened;
}

void flash_open_memory(uint32_t size) {
	pthread_mutex_lock(&lock);
	close_it();
	void *bytes = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (bytes != MAP_FAILED) {
		flash.bytes = bytes;
		flash.size = size;
		memset(flash.bytes, 0xff, size);
	}
	pthread_mutex_unlock(&lock);
}

void flash_close(void) {
	pthread_mutex_lock(&lock);
	close_it();
	pthread_mutex_unlock(&lock);
}

uint32_t flash_size(void) {
	pthread_mutex_lock(&lock);
	ensure_open();
	uint32_t size = flash.size;
	pthread_mutex_unlock(&lock);
	return size;
}

static bool is_there(uint32_t address, size_t size) {
	ensure_open();
	return flash.bytes && !flash.isOff && address <= flash.size && size <= flash.size - address;
}

/* Counts an operation of `size` bytes, and gives how many of them are done before the power is cut. */
static size_t allowed(size_t size) {
	return ++flash.operations == flash.cutAt ? size * flash.permille / 1000 : size;
}

static bool cut(void) {
	if (flash.operations != flash.cutAt)
		return true;
	if (flash.isFile) {
		fprintf(stderr, "flash: the power is cut, in operation %u\n", flash.operations);
		_exit(FLASH_POWER_CUT_STATUS);
	}
	flash.isOff = true;
	return false;
}

bool flash_read(uint32_t address, void *bytes, size_t size) {
	pthread_mutex_lock(&lock);
	bool there = is_there(address, size);
	if (there)
		memcpy(bytes, flash.bytes + address, size);
	pthread_mutex_unlock(&lock);
	return there;
}

static bool write_it(uint32_t address, const uint8_t *bytes, size_t size) {
	if (!is_there(address, size))
		return false;
	size = allowed(size);
	uint32_t unerased = 0;
	for (size_t i = 0; i < size; i++) {
		unerased += (bytes[i] & ~flash.bytes[address + i]) != 0;
		flash.bytes[address + i] &= bytes[i];
	}
	flash.unerased += unerased;
	return cut();
}

bool flash_write(uint32_t address, const void *bytes, size_t size) {
	pthread_mutex_lock(&lock);
	bool written = write_it(address, bytes, size);
	pthread_mutex_unlock(&lock);
	return written;
}

static bool erase_it(uint32_t address, size_t size) {
	if (address % FLASH_SECTOR_SIZE || size % FLASH_SECTOR_SIZE || !is_there(address, size))
		return false;
	for (; size; size -= FLASH_SECTOR_SIZE, address += FLASH_SECTOR_SIZE) {
		memset(flash.bytes + address, 0xff, allowed(FLASH_SECTOR_SIZE));
		if (!cut())
			return false;
	}
	return true;
}

bool flash_erase(uint32_t address, size_t size) {
	pthread_mutex_lock(&lock);
	bool erased = erase_it(address, size);
	pthread_mutex_unlock(&lock);
	return erased;
}

uint32_t flash_operations(void) {
	return flash.operations;
}

void flash_power_cut(uint32_t operation, uint32_t permille) {
	pthread_mutex_lock(&lock);
	flash.cutAt = operation;
	flash.permille = permille;
	pthread_mutex_unlock(&lock);
}

void flash_power_on(void) {
	pthread_mutex_lock(&lock);
	flash.isOff = false;
	flash.cutAt = 0;
	pthread_mutex_unlock(&lock);
}

uint32_t flash_unerased(void) {
	return flash.unerased;
}
