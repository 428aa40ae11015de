#include "driver-task.h"

void driver_shared_initialize(driver_shared_t *shared, void (*destroy)(driver_shared_t *shared)) {
	atomic_init(&shared->references, 1);
	shared->destroy = destroy;
}

void driver_shared_retain(driver_shared_t *shared) {
	atomic_fetch_add_explicit(&shared->references, 1, memory_order_relaxed);
}

void driver_shared_release(driver_shared_t *shared) {
	if (atomic_fetch_sub_explicit(&shared->references, 1, memory_order_acq_rel) == 1)
		shared->destroy(shared);
}

bool driver_task_initialize(
    driver_task_t *task, driver_shared_t *shared, void (*run)(driver_shared_t *shared)) {
	*task = (driver_task_t){.shared = shared, .run = run};
	atomic_init(&task->ending, false);
	task->wake = xSemaphoreCreateBinary();
	task->ended = xSemaphoreCreateBinary();
	return task->wake != NULL && task->ended != NULL;
}

void driver_task_destroy(driver_task_t *task) {
	if (task->wake != NULL)
		vSemaphoreDelete(task->wake);
	if (task->ended != NULL)
		vSemaphoreDelete(task->ended);
}

static void run(void *parameter) {
	driver_task_t *task = parameter;
	driver_shared_t *shared = task->shared;
	task->run(shared);
	xSemaphoreGive(task->ended);
	driver_shared_release(shared);
	vTaskDelete(NULL);
}

bool driver_task_start(driver_task_t *task, const driver_task_configuration_t *configuration) {
	if (task->handle != NULL) {
		driver_task_wake(task);
		return true;
	}
	driver_shared_retain(task->shared);
	if (xTaskCreatePinnedToCore(run, configuration->name, configuration->stack, task, configuration->priority,
	        &task->handle, configuration->core) == pdPASS)
		return true;
	task->handle = NULL;
	driver_shared_release(task->shared);
	return false;
}

void driver_task_wake(driver_task_t *task) {
	xSemaphoreGive(task->wake);
}

void driver_task_end(driver_task_t *task) {
	atomic_store(&task->ending, true);
	driver_task_wake(task);
}

bool driver_task_join(driver_task_t *task, uint32_t milliseconds) {
	if (task->handle != NULL && xSemaphoreTake(task->ended, pdMS_TO_TICKS(milliseconds)) == pdTRUE)
		task->handle = NULL;
	return task->handle == NULL;
}

uint32_t driver_task_stack_left(const driver_task_t *task) {
	if (task->handle == NULL || driver_task_is_ending(task))
		return 0;
	return uxTaskGetStackHighWaterMark(task->handle) * sizeof(StackType_t);
}

void driver_task_sleep(driver_task_t *task, uint32_t milliseconds) {
	/* A tick may be longer than that, and not to wait at all would be a busy loop. */
	TickType_t ticks = pdMS_TO_TICKS(milliseconds);
	xSemaphoreTake(task->wake, ticks > 0 ? ticks : 1);
}

void driver_task_rest(driver_task_t *task) {
	xSemaphoreTake(task->wake, portMAX_DELAY);
}

bool driver_task_is_ending(const driver_task_t *task) {
	return atomic_load(&task->ending);
}
