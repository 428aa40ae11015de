#include <pthread.h>
#include <stdarg.h>
#include <stdalign.h>
#include <stddef.h>
#include <string.h>
#include "esp_heap_caps.h"
#include "esp_psram.h"
#include "esp_system.h"
#include "faults.h"

/** What an ESP32-S3 has left for the heap once Wi-Fi and the system have taken theirs, and its octal PSRAM.
 */
#define INTERNAL_SIZE (320 * 1024)
#define PSRAM_SIZE (8 * 1024 * 1024)
#define MARK 0x48454150u

typedef enum { INTERNAL, PSRAM, POOLS } pool_t;

typedef struct {
	uint32_t mark;
	pool_t pool;
	size_t size;
	void *base;
} block_t;

static const size_t totals[POOLS] = {[INTERNAL] = INTERNAL_SIZE, [PSRAM] = PSRAM_SIZE};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static size_t used[POOLS];
static size_t most_used[POOLS];
static size_t blocks[POOLS];
static esp_alloc_failed_hook_t failed_hook;

/** The pools that have all of `caps`: PSRAM can't be internal, nor have a DMA descriptor. */
static bool pool_has(pool_t pool, uint32_t caps) {
	uint32_t common = MALLOC_CAP_32BIT | MALLOC_CAP_8BIT | MALLOC_CAP_DEFAULT | MALLOC_CAP_CACHE_ALIGNED;
	uint32_t own = pool == INTERNAL ? MALLOC_CAP_INTERNAL | MALLOC_CAP_DMA : MALLOC_CAP_SPIRAM;
	return (caps & ~(common | own)) == 0;
}

static bool take(pool_t pool, size_t size) {
	pthread_mutex_lock(&lock);
	bool fits = size <= totals[pool] - used[pool];
	if (fits) {
		used[pool] += size;
		blocks[pool]++;
		if (used[pool] > most_used[pool])
			most_used[pool] = used[pool];
	}
	pthread_mutex_unlock(&lock);
	return fits;
}

static void give(pool_t pool, size_t size) {
	pthread_mutex_lock(&lock);
	used[pool] -= size;
	blocks[pool]--;
	pthread_mutex_unlock(&lock);
}

static block_t *block_of(void *pointer) {
	block_t *block = (block_t *)pointer - 1;
	if (block->mark != MARK) {
		fprintf(
		    stderr, "heap_caps: %p was not allocated by heap_caps_malloc, or was freed before\n", pointer);
		abort();
	}
	return block;
}

static void *failed(size_t size, uint32_t caps, const char *function) {
	pthread_mutex_lock(&lock);
	esp_alloc_failed_hook_t hook = failed_hook;
	pthread_mutex_unlock(&lock);
	if (hook != NULL)
		hook(size, caps, function);
	return NULL;
}

static void *allocate(size_t alignment, size_t size, uint32_t caps, const char *function) {
	if (size == 0)
		return NULL;
	if (alignment < alignof(max_align_t))
		alignment = alignof(max_align_t);
	if (fault_happens(FAULT_ALLOCATION, caps))
		return failed(size, caps, function);
	for (pool_t pool = INTERNAL; pool < POOLS; pool++) {
		if (!pool_has(pool, caps) || !take(pool, size))
			continue;
		size_t room = (sizeof(block_t) + alignment - 1) & ~(alignment - 1);
		uint8_t *base = NULL;
		if (size <= SIZE_MAX - room && posix_memalign((void **)&base, alignment, room + size) == 0) {
			block_t *block = (block_t *)(base + room) - 1;
			*block = (block_t){.mark = MARK, .pool = pool, .size = size, .base = base};
			return base + room;
		}
		give(pool, size);
	}
	return failed(size, caps, function);
}

static void *allocate_zeroed(size_t alignment, size_t n, size_t size, uint32_t caps, const char *function) {
	size_t bytes;
	if (__builtin_mul_overflow(n, size, &bytes))
		return NULL;
	void *pointer = allocate(alignment, bytes, caps, function);
	if (pointer != NULL)
		memset(pointer, 0, bytes);
	return pointer;
}

esp_err_t heap_caps_register_failed_alloc_callback(esp_alloc_failed_hook_t callback) {
	if (callback == NULL)
		return ESP_ERR_INVALID_ARG;
	pthread_mutex_lock(&lock);
	failed_hook = callback;
	pthread_mutex_unlock(&lock);
	return ESP_OK;
}

void *heap_caps_malloc(size_t size, uint32_t caps) {
	return allocate(0, size, caps, __func__);
}

void *heap_caps_calloc(size_t n, size_t size, uint32_t caps) {
	return allocate_zeroed(0, n, size, caps, __func__);
}

void *heap_caps_aligned_alloc(size_t alignment, size_t size, uint32_t caps) {
	return allocate(alignment, size, caps, __func__);
}

void *heap_caps_aligned_calloc(size_t alignment, size_t n, size_t size, uint32_t caps) {
	return allocate_zeroed(alignment, n, size, caps, __func__);
}

void heap_caps_free(void *ptr) {
	if (ptr == NULL)
		return;
	block_t *block = block_of(ptr);
	block->mark = 0;
	give(block->pool, block->size);
	free(block->base);
}

void *heap_caps_realloc(void *ptr, size_t size, uint32_t caps) {
	if (ptr == NULL)
		return heap_caps_malloc(size, caps);
	if (size == 0) {
		heap_caps_free(ptr);
		return NULL;
	}
	void *result = allocate(0, size, caps, __func__);
	if (result != NULL) {
		size_t former = block_of(ptr)->size;
		memcpy(result, ptr, former < size ? former : size);
		heap_caps_free(ptr);
	}
	return result;
}

void *heap_caps_malloc_prefer(size_t size, size_t num, ...) {
	void *result = NULL;
	va_list caps;
	va_start(caps, num);
	while (result == NULL && num-- > 0)
		result = allocate(0, size, va_arg(caps, uint32_t), __func__);
	va_end(caps);
	return result;
}

void *heap_caps_calloc_prefer(size_t n, size_t size, size_t num, ...) {
	void *result = NULL;
	va_list caps;
	va_start(caps, num);
	while (result == NULL && num-- > 0)
		result = allocate_zeroed(0, n, size, va_arg(caps, uint32_t), __func__);
	va_end(caps);
	return result;
}

size_t heap_caps_get_allocated_size(void *ptr) {
	return block_of(ptr)->size;
}

void heap_caps_get_info(multi_heap_info_t *info, uint32_t caps) {
	memset(info, 0, sizeof *info);
	pthread_mutex_lock(&lock);
	for (pool_t pool = INTERNAL; pool < POOLS; pool++) {
		if (!pool_has(pool, caps))
			continue;
		size_t available = totals[pool] - used[pool];
		info->total_free_bytes += available;
		info->total_allocated_bytes += used[pool];
		info->minimum_free_bytes += totals[pool] - most_used[pool];
		info->allocated_blocks += blocks[pool];
		info->free_blocks += available > 0;
		if (available > info->largest_free_block)
			info->largest_free_block = available;
	}
	pthread_mutex_unlock(&lock);
	info->total_blocks = info->allocated_blocks + info->free_blocks;
}

size_t heap_caps_get_total_size(uint32_t caps) {
	size_t total = 0;
	for (pool_t pool = INTERNAL; pool < POOLS; pool++)
		if (pool_has(pool, caps))
			total += totals[pool];
	return total;
}

size_t heap_caps_get_free_size(uint32_t caps) {
	multi_heap_info_t info;
	heap_caps_get_info(&info, caps);
	return info.total_free_bytes;
}

size_t heap_caps_get_minimum_free_size(uint32_t caps) {
	multi_heap_info_t info;
	heap_caps_get_info(&info, caps);
	return info.minimum_free_bytes;
}

size_t heap_caps_get_largest_free_block(uint32_t caps) {
	multi_heap_info_t info;
	heap_caps_get_info(&info, caps);
	return info.largest_free_block;
}

bool esp_psram_is_initialized(void) {
	return true;
}

size_t esp_psram_get_size(void) {
	return PSRAM_SIZE;
}

uint32_t esp_get_free_heap_size(void) {
	return (uint32_t)heap_caps_get_free_size(MALLOC_CAP_DEFAULT);
}

uint32_t esp_get_free_internal_heap_size(void) {
	return (uint32_t)heap_caps_get_free_size(MALLOC_CAP_8BIT | MALLOC_CAP_DMA | MALLOC_CAP_INTERNAL);
}

uint32_t esp_get_minimum_free_heap_size(void) {
	return (uint32_t)heap_caps_get_minimum_free_size(MALLOC_CAP_DEFAULT);
}
