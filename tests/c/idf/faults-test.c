/* Faults: by function and by list, counted, at their time, and lists that are not understood. */

#include "check.h"

#include "esp_heap_caps.h"
#include "esp_log.h"
#include "esp_timer.h"
#include "faults.h"
#include "freertos/FreeRTOS.h"
#include "freertos/task.h"

static void faults_are_counted(void) {
	fault_set(FAULT_LIGHT, 2, 3);
	for (int i = 0; i < 8; i++)
		CHECK(fault_happens(FAULT_LIGHT, 0) == (i >= 2 && i < 5));
	CHECK(fault_count(FAULT_LIGHT) == 3);
	fault_set_for(FAULT_I2C_NOT_ACKNOWLEDGED, 0x18, 0, FAULT_ALWAYS);
	CHECK(
	    fault_happens(FAULT_I2C_NOT_ACKNOWLEDGED, 0x18) && !fault_happens(FAULT_I2C_NOT_ACKNOWLEDGED, 0x30));
	fault_clear_all();
	CHECK(!fault_happens(FAULT_I2C_NOT_ACKNOWLEDGED, 0x18));
}

static void lists_are_read(void) {
	CHECK(fault_read("task#2"));
	CHECK(!fault_happens(FAULT_TASK, 0) && fault_happens(FAULT_TASK, 0) && !fault_happens(FAULT_TASK, 0));
	char list[128];
	int64_t now = esp_timer_get_time() / 1000;
	snprintf(list, sizeof list, "i2c-nack:30@%lldms+50ms,camera-silent@%llds", (long long)now + 50,
	    (long long)now + 9);
	CHECK(fault_read(list));
	CHECK(!fault_happens(FAULT_I2C_NOT_ACKNOWLEDGED, 0x30) && !fault_happens(FAULT_CAMERA_SILENT, 0));
	vTaskDelay(pdMS_TO_TICKS(70));
	CHECK(
	    fault_happens(FAULT_I2C_NOT_ACKNOWLEDGED, 0x30) && !fault_happens(FAULT_I2C_NOT_ACKNOWLEDGED, 0x18));
	vTaskDelay(pdMS_TO_TICKS(70));
	CHECK(!fault_happens(FAULT_I2C_NOT_ACKNOWLEDGED, 0x30));
	fault_clear_all();
	static const char *const wrong[] = {"nonsense", "camera-silent@", "camera-silent@10", "camera-silent@10m",
	    "task#0", "task#", "i2c-nack:zz", "camera-silent@1s+", "task#1 ", "@1s", "camera-silent@-1s", ",",
	    "task#1,,light"};
	esp_log_level_set("*", ESP_LOG_NONE);
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		if (fault_read(wrong[i]))
			fprintf(stderr, "understood \"%s\"\n", wrong[i]);
		CHECK(!fault_read(wrong[i]));
	}
	fault_clear_all();
}

static unsigned failures;

static void count_failure(size_t size, uint32_t caps, const char *function_name) {
	(void)size;
	(void)caps;
	(void)function_name;
	failures++;
}

static void allocations_fail_and_are_accounted(void) {
	CHECK(heap_caps_register_failed_alloc_callback(count_failure) == ESP_OK);
	size_t internal = heap_caps_get_free_size(MALLOC_CAP_INTERNAL),
	       psram = heap_caps_get_free_size(MALLOC_CAP_SPIRAM);
	fault_set(FAULT_ALLOCATION, 0, 1);
	CHECK(heap_caps_malloc(16, MALLOC_CAP_8BIT) == NULL && failures == 1);
	CHECK(heap_caps_malloc(heap_caps_get_total_size(MALLOC_CAP_INTERNAL) + 1, MALLOC_CAP_INTERNAL) == NULL);
	CHECK(heap_caps_malloc(16, MALLOC_CAP_INTERNAL | MALLOC_CAP_SPIRAM) == NULL);
	CHECK(heap_caps_malloc(16, MALLOC_CAP_DMA | MALLOC_CAP_SPIRAM) == NULL);
	CHECK(failures == 4);
	uint8_t *first = heap_caps_malloc(1000, MALLOC_CAP_INTERNAL);
	uint8_t *second = heap_caps_aligned_calloc(64, 10, 100, MALLOC_CAP_SPIRAM);
	CHECK(first != NULL && second != NULL && (uintptr_t)second % 64 == 0 && second[999] == 0);
	CHECK(heap_caps_get_free_size(MALLOC_CAP_INTERNAL) == internal - 1000);
	CHECK(heap_caps_get_free_size(MALLOC_CAP_SPIRAM) == psram - 1000);
	first[999] = 42;
	first = heap_caps_realloc(first, 3000, MALLOC_CAP_SPIRAM);
	CHECK(first != NULL && first[999] == 42 && heap_caps_get_allocated_size(first) == 3000);
	CHECK(heap_caps_get_free_size(MALLOC_CAP_INTERNAL) == internal);
	uint8_t *large = heap_caps_malloc_prefer(1 << 20, 2, MALLOC_CAP_INTERNAL, MALLOC_CAP_SPIRAM);
	CHECK(large != NULL);
	CHECK(heap_caps_get_minimum_free_size(MALLOC_CAP_SPIRAM) <= psram - (1 << 20) - 3000);
	heap_caps_free(first);
	heap_caps_free(second);
	heap_caps_free(large);
	heap_caps_free(NULL);
	CHECK(heap_caps_get_free_size(MALLOC_CAP_SPIRAM) == psram);
}

int main(void) {
	faults_are_counted();
	lists_are_read();
	allocations_fail_and_are_accounted();
	return 0;
}
