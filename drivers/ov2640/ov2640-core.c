#include "ov2640-core.h"

#include "esp_heap_caps.h"

static void lock(ov2640_core_t *core) {
	xSemaphoreTake(core->lock, portMAX_DELAY);
}

static void unlock(ov2640_core_t *core) {
	xSemaphoreGive(core->lock);
}

static void destroy(driver_shared_t *shared) {
	ov2640_core_t *core = (ov2640_core_t *)shared;
	driver_task_destroy(&core->task);
	driver_notice_destroy(&core->notice);
	driver_health_destroy(&core->health);
	if (core->lock != NULL)
		vSemaphoreDelete(core->lock);
	heap_caps_free(core);
}

ov2640_core_t *ov2640_core_create(const ov2640_configuration_t *configuration, void *machine,
    driver_notice_post_t post, uintptr_t instance) {
	ov2640_core_t *core = heap_caps_calloc(1, sizeof(ov2640_core_t), MALLOC_CAP_INTERNAL | MALLOC_CAP_8BIT);
	if (core == NULL)
		return NULL;
	driver_shared_initialize(&core->shared, destroy);
	core->configuration = *configuration;
	core->settings = configuration->settings;
	core->sensor.pins = configuration->pins;
	atomic_init(&core->session, 0);
	atomic_init(&core->frames, 0);
	atomic_init(&core->dropped, 0);
	atomic_init(&core->broken, 0);
	atomic_init(&core->restarts, 0);
	core->lock = xSemaphoreCreateMutex();
	bool created = driver_notice_initialize(&core->notice, machine, post, instance);
	created =
	    driver_health_initialize(&core->health, &core->notice, OV2640_EVENT_FAULT, OV2640_EVENT_RECOVERED) &&
	    created;
	created = driver_task_initialize(&core->task, &core->shared, ov2640_capture_run) && created;
	if (created && core->lock != NULL)
		return core;
	driver_shared_release(&core->shared);
	return NULL;
}

bool ov2640_core_is_started(ov2640_core_t *core) {
	return driver_session_is_started(driver_session_number(&core->session));
}

ov2640_start_t ov2640_core_start(ov2640_core_t *core) {
	if (!driver_part_reserve(&ov2640_part, core))
		return OV2640_IN_USE;
	driver_session_start(&core->session);
	if (driver_task_start(&core->task, &core->configuration.task))
		return OV2640_STARTED;
	ov2640_core_stop(core);
	return OV2640_NO_MEMORY;
}

void ov2640_core_stop(ov2640_core_t *core) {
	driver_session_stop(&core->session);
	driver_task_wake(&core->task);
	driver_part_unreserve(&ov2640_part, core);
}

void ov2640_core_close(ov2640_core_t *core, uint32_t milliseconds) {
	driver_notice_close(&core->notice);
	ov2640_core_return(core);
	ov2640_core_stop(core);
	driver_task_end(&core->task);
	driver_task_join(&core->task, milliseconds);
	driver_shared_release(&core->shared);
}

/** A frame of an earlier session can still be there, until the task gives it back. */
static bool is_ready(ov2640_core_t *core) {
	uint32_t session = driver_session_number(&core->session);
	return core->ready.buffer != NULL && driver_session_is_started(session) && core->ready.session == session;
}

bool ov2640_core_readable(ov2640_core_t *core) {
	lock(core);
	bool ready = is_ready(core);
	unlock(core);
	return ready;
}

bool ov2640_core_lend(ov2640_core_t *core, ov2640_frame_t *frame) {
	lock(core);
	bool ready = is_ready(core);
	if (ready) {
		*frame = core->ready;
		core->lent = frame->buffer;
		core->ready.buffer = NULL;
	}
	unlock(core);
	if (ready)
		atomic_fetch_add_explicit(&core->frames, 1, memory_order_relaxed);
	return ready;
}

void ov2640_core_return(ov2640_core_t *core) {
	lock(core);
	for (int index = 0; index < OV2640_RETURNS && core->lent != NULL; index++) {
		if (core->returns[index] == NULL) {
			core->returns[index] = core->lent;
			core->lent = NULL;
		}
	}
	unlock(core);
	driver_task_wake(&core->task);
}

bool ov2640_core_is_lent(ov2640_core_t *core) {
	lock(core);
	bool lent = core->lent != NULL;
	unlock(core);
	return lent;
}

ov2640_settings_t ov2640_core_settings(ov2640_core_t *core) {
	lock(core);
	ov2640_settings_t settings = core->settings;
	unlock(core);
	return settings;
}

void ov2640_core_configure(ov2640_core_t *core, const ov2640_settings_t *settings) {
	lock(core);
	core->settings = *settings;
	unlock(core);
	driver_task_wake(&core->task);
}

ov2640_stats_t ov2640_core_stats(ov2640_core_t *core) {
	return (ov2640_stats_t){
	    .frames = atomic_load_explicit(&core->frames, memory_order_relaxed),
	    .dropped = atomic_load_explicit(&core->dropped, memory_order_relaxed),
	    .broken = atomic_load_explicit(&core->broken, memory_order_relaxed),
	    .restarts = atomic_load_explicit(&core->restarts, memory_order_relaxed),
	    .stack = driver_task_stack_left(&core->task),
	};
}
