/* FreeRTOS on threads: notifications, queues, semaphores, critical sections, deletion, and what a task costs.
 */

#include "check.h"

#include "driver/gpio.h"
#include "esp_timer.h"
#include "faults.h"
#include "freertos/FreeRTOS.h"
#include "freertos/event_groups.h"
#include "freertos/queue.h"
#include "freertos/semphr.h"
#include "freertos/task.h"

#define STACK 4096

static TaskHandle_t parent;

static void count_notifications(void *argument) {
	uint32_t *total = argument;
	while (*total < 1000)
		*total += ulTaskNotifyTake(pdTRUE, portMAX_DELAY);
	xTaskNotifyGive(parent);
	vTaskDelete(NULL);
}

static void notifications_are_counted(void) {
	uint32_t total = 0;
	TaskHandle_t task;
	CHECK(xTaskCreate(count_notifications, "count", STACK, &total, 5, &task) == pdPASS);
	for (int i = 0; i < 1000; i++)
		xTaskNotifyGive(task);
	CHECK(ulTaskNotifyTake(pdTRUE, pdMS_TO_TICKS(5000)) == 1);
	CHECK(total == 1000);
}

static void notifying_sets_bits_and_values(void) {
	uint32_t value;
	CHECK(xTaskNotifyWait(0, 0, &value, 0) == pdFALSE);
	CHECK(xTaskNotify(parent, 0x05, eSetBits) == pdPASS);
	CHECK(xTaskNotify(parent, 0x0A, eSetBits) == pdPASS);
	CHECK(xTaskNotify(parent, 7, eSetValueWithoutOverwrite) == pdFAIL);
	CHECK(xTaskNotifyWait(0, 0x03, &value, 0) == pdTRUE);
	CHECK(value == 0x0F);
	CHECK(ulTaskNotifyValueClear(NULL, UINT32_MAX) == 0x0C);
	CHECK(xTaskNotify(parent, 7, eSetValueWithoutOverwrite) == pdPASS);
	CHECK(xTaskNotify(parent, 9, eSetValueWithOverwrite) == pdPASS);
	CHECK(ulTaskNotifyTake(pdFALSE, 0) == 9);
	CHECK(ulTaskNotifyTake(pdTRUE, 0) == 8);
	CHECK(ulTaskNotifyTake(pdTRUE, 0) == 0);
}

static void waiting_takes_its_time(void) {
	int64_t start = esp_timer_get_time();
	CHECK(ulTaskNotifyTake(pdTRUE, pdMS_TO_TICKS(30)) == 0);
	CHECK(esp_timer_get_time() - start >= 30000);
	start = esp_timer_get_time();
	TickType_t wake = xTaskGetTickCount();
	for (int i = 0; i < 10; i++)
		vTaskDelayUntil(&wake, pdMS_TO_TICKS(5));
	int64_t passed = esp_timer_get_time() - start;
	CHECK(passed >= 48000 && passed < 1000000);
}

static void send_numbers(void *argument) {
	QueueHandle_t queue = argument;
	for (uint32_t number = 0; number < 500; number++)
		CHECK(xQueueSend(queue, &number, portMAX_DELAY) == pdPASS);
	vTaskDelete(NULL);
}

static void queues_keep_the_order(void) {
	QueueHandle_t queue = xQueueCreate(4, sizeof(uint32_t));
	CHECK(xTaskCreatePinnedToCore(send_numbers, "send", STACK, queue, 5, NULL, 1) == pdPASS);
	for (uint32_t expected = 0; expected < 500; expected++) {
		uint32_t number;
		CHECK(xQueueReceive(queue, &number, pdMS_TO_TICKS(5000)) == pdPASS);
		CHECK(number == expected);
	}
	while (uxTaskGetNumberOfTasks() > 1)
		vTaskDelay(1);
	uint32_t front = 1, back = 2, got;
	CHECK(xQueueSendToBack(queue, &back, 0) == pdPASS);
	CHECK(xQueueSendToFront(queue, &front, 0) == pdPASS);
	CHECK(uxQueueMessagesWaiting(queue) == 2 && uxQueueSpacesAvailable(queue) == 2);
	CHECK(xQueuePeek(queue, &got, 0) == pdPASS && got == 1);
	CHECK(xQueueReset(queue) == pdPASS);
	CHECK(xQueueReceive(queue, &got, 0) == errQUEUE_EMPTY);
	vQueueDelete(queue);
}

typedef struct {
	SemaphoreHandle_t mutex;
	portMUX_TYPE lock;
	unsigned by_mutex, by_lock;
} shared_t;

static void raise_both(void *argument) {
	shared_t *shared = argument;
	for (int i = 0; i < 2000; i++) {
		CHECK(xSemaphoreTake(shared->mutex, portMAX_DELAY) == pdTRUE);
		shared->by_mutex++;
		CHECK(xSemaphoreGive(shared->mutex) == pdTRUE);
		portENTER_CRITICAL(&shared->lock);
		portENTER_CRITICAL(&shared->lock);
		shared->by_lock++;
		portEXIT_CRITICAL(&shared->lock);
		portEXIT_CRITICAL(&shared->lock);
	}
	xTaskNotifyGive(parent);
	vTaskDelete(NULL);
}

static void locks_lock(void) {
	shared_t shared = {.mutex = xSemaphoreCreateMutex(), .lock = portMUX_INITIALIZER_UNLOCKED};
	for (int i = 0; i < 3; i++)
		CHECK(xTaskCreate(raise_both, "raise", STACK, &shared, 5, NULL) == pdPASS);
	for (int i = 0; i < 3; i++)
		CHECK(ulTaskNotifyTake(pdFALSE, pdMS_TO_TICKS(20000)) != 0);
	CHECK(shared.by_mutex == 6000 && shared.by_lock == 6000);
	vSemaphoreDelete(shared.mutex);
	SemaphoreHandle_t binary = xSemaphoreCreateBinary();
	CHECK(xSemaphoreTake(binary, 0) == pdFALSE);
	CHECK(xSemaphoreGive(binary) == pdTRUE);
	CHECK(xSemaphoreGive(binary) == pdFALSE);
	CHECK(xSemaphoreTake(binary, 0) == pdTRUE);
	vSemaphoreDelete(binary);
}

static void set_bit(void *argument) {
	vTaskDelay(pdMS_TO_TICKS(5));
	xEventGroupSetBits(argument, 2);
	vTaskDelete(NULL);
}

static void event_groups_wait_for_bits(void) {
	EventGroupHandle_t group = xEventGroupCreate();
	xEventGroupSetBits(group, 1);
	CHECK(xTaskCreate(set_bit, "set", STACK, group, 5, NULL) == pdPASS);
	CHECK(xEventGroupWaitBits(group, 3, pdTRUE, pdTRUE, pdMS_TO_TICKS(5000)) == 3);
	CHECK(xEventGroupGetBits(group) == 0);
	while (uxTaskGetNumberOfTasks() > 1)
		vTaskDelay(1);
	vEventGroupDelete(group);
}

static void wait_for_ever(void *argument) {
	for (;;)
		vTaskDelay(*(TickType_t *)argument);
}

static void tasks_can_be_deleted(void) {
	TickType_t lengths[] = {1, portMAX_DELAY};
	for (int i = 0; i < 2; i++) {
		TaskHandle_t task;
		CHECK(xTaskCreate(wait_for_ever, "wait", STACK, &lengths[i], 5, &task) == pdPASS);
		vTaskDelay(pdMS_TO_TICKS(5));
		vTaskDelete(task);
		CHECK(uxTaskGetNumberOfTasks() == 1);
	}
}

static void use_stack(void *argument) {
	volatile uint8_t bytes[2000];
	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = 0xA5;
	*(UBaseType_t *)argument = uxTaskGetStackHighWaterMark(NULL);
	xTaskNotifyGive(parent);
	vTaskDelete(NULL);
}

static void stacks_are_measured(void) {
	UBaseType_t left = 0;
	CHECK(xTaskCreate(use_stack, "stack", 65536, &left, 5, NULL) == pdPASS);
	CHECK(ulTaskNotifyTake(pdTRUE, pdMS_TO_TICKS(5000)) == 1);
	CHECK(left < 65536 - 2000 && left > 65536 - 2000 - 16384);
}

static void tasks_take_memory(void) {
	while (uxTaskGetNumberOfTasks() > 1)
		vTaskDelay(1);
	size_t before = heap_caps_get_free_size(MALLOC_CAP_INTERNAL);
	TickType_t length = portMAX_DELAY;
	TaskHandle_t task;
	CHECK(xTaskCreate(wait_for_ever, "cost", 10000, &length, 5, &task) == pdPASS);
	CHECK(before - heap_caps_get_free_size(MALLOC_CAP_INTERNAL) >= 10000);
	vTaskDelete(task);
	CHECK(heap_caps_get_free_size(MALLOC_CAP_INTERNAL) == before);
	CHECK(xTaskCreate(wait_for_ever, "huge", 1000000, &length, 5, &task) ==
	      errCOULD_NOT_ALLOCATE_REQUIRED_MEMORY);
	fault_set(FAULT_TASK, 0, 1);
	CHECK(xTaskCreate(wait_for_ever, "fault", STACK, &length, 5, &task) != pdPASS);
	CHECK(heap_caps_get_free_size(MALLOC_CAP_INTERNAL) == before);
}

int main(void) {
	parent = xTaskGetCurrentTaskHandle();
	notifications_are_counted();
	notifying_sets_bits_and_values();
	waiting_takes_its_time();
	queues_keep_the_order();
	locks_lock();
	event_groups_wait_for_bits();
	tasks_can_be_deleted();
	stacks_are_measured();
	tasks_take_memory();
	return 0;
}
