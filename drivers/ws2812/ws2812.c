#include "driver-arguments.h"
#include "driver-error.h"
#include "driver-instance.h"
#include "driver-options.h"
#include "mc.defines.h"
#include "mc.xs.h"
#include "ws2812-core.h"
#include "xsHost.h"
#include "xsmc.h"

/** The task's stack in bytes, its priority (JavaScript's is 4) and core, from the manifest's `defines`. */
#ifndef MODDEF_WS2812_STACK
#define MODDEF_WS2812_STACK 3072
#endif
#ifndef MODDEF_WS2812_PRIORITY
#define MODDEF_WS2812_PRIORITY 5
#endif
#ifndef MODDEF_WS2812_CORE
#define MODDEF_WS2812_CORE tskNO_AFFINITY
#endif

#define PART "WS2812"
#define CLOSE_MILLISECONDS 40
#define DESTROY_MILLISECONDS 2000

enum { ON_ERROR, ON_RECOVERED };

typedef struct {
	driver_instance_t instance;
	ws2812_core_t *core;
} ws2812_t;

static void close_record(ws2812_t *record, uint32_t milliseconds) {
	driver_instance_close(&record->instance);
	ws2812_core_close(record->core, milliseconds);
	c_free(record);
}

void xs_ws2812_destructor(void *data) {
	if (data != NULL)
		close_record(data, DESTROY_MILLISECONDS);
}

static void mark(xsMachine *the, void *data, xsMarkRoot markRoot) {
	ws2812_t *record = data;
	driver_instance_mark(the, &record->instance, markRoot);
}

static const xsHostHooks hooks = {xs_ws2812_destructor, mark, NULL};

static void deliver(xsMachine *the, uintptr_t number) {
	ws2812_t *record = (ws2812_t *)driver_instance_find(the, number);
	uint32_t events = driver_notice_take(&record->core->notice);
	if (events & WS2812_EVENT_FAULT) {
		driver_fault_t fault = driver_health_fault(&record->core->health);
		driver_instance_fail(the, number, ON_ERROR, PART, &fault);
	}
	if (events & WS2812_EVENT_RECOVERED)
		driver_instance_call(the, number, ON_RECOVERED, NULL);
}

void xs_ws2812_constructor(xsMachine *the) {
	static const driver_range_t lengths = {1, 1024};
	static const driver_range_t currents = {10, 60000};
	static const char *const buses[] = {"rmt", "spi"};
	driver_options_t options = driver_options_argument(the, PART);
	const ws2812_configuration_t configuration = {
	    .pin = driver_options_output_pin(the, &options, xsID_pin, "pin"),
	    .length = (uint32_t)driver_options_integer(the, &options, xsID_length, "length", lengths),
	    .bus =
	        (ws2812_bus_t)driver_options_string_of(the, &options, xsID_bus, "bus", buses, 2, WS2812_BUS_RMT),
	    .maximumCurrent = (uint32_t)driver_options_integer_or(
	        the, &options, xsID_maximumCurrent, "maximumCurrent", currents, -1),
	    .task = {"light", MODDEF_WS2812_STACK, MODDEF_WS2812_PRIORITY, MODDEF_WS2812_CORE},
	};
	ws2812_t *record = c_calloc(1, sizeof(ws2812_t));
	uintptr_t number = driver_instance_number();
	if (record != NULL)
		record->core = ws2812_core_create(&configuration, the, driver_instance_post, number);
	if (record != NULL && record->core == NULL) {
		/* Instances that nobody holds any more have their memory until they are collected. */
		xsCollectGarbage();
		record->core = ws2812_core_create(&configuration, the, driver_instance_post, number);
	}
	if (record == NULL || record->core == NULL) {
		c_free(record);
		driver_error_throw(
		    the, DRIVER_ERROR, "no-memory", PART ": no memory for %u pixels", (unsigned)configuration.length);
	}
	driver_instance_open(the, &record->instance, number, &hooks, deliver);
	xsSlot **callbacks = record->instance.callbacks;
	callbacks[ON_ERROR] = driver_options_callback(the, &options, xsID_onError, "onError");
	callbacks[ON_RECOVERED] = driver_options_callback(the, &options, xsID_onRecovered, "onRecovered");
	driver_options_target(the, &options);
}

void xs_ws2812_close(xsMachine *the) {
	ws2812_t *record = xsmcGetHostDataValidate(xsThis, (void *)&hooks);
	if (record == NULL)
		return;
	xsmcSetHostData(xsThis, NULL);
	close_record(record, CLOSE_MILLISECONDS);
}

static ws2812_t *this_record(xsMachine *the) {
	return driver_error_unless_open(the, &xsThis, &hooks, PART);
}

void xs_ws2812_write(xsMachine *the) {
	xsUnsignedValue length;
	const uint8_t *colors = driver_argument_buffer(the, PART, 0, false, &length);
	ws2812_t *record = this_record(the);
	if (length != 3 * record->core->configuration.length)
		driver_error_throw(the, DRIVER_RANGE_ERROR, "bad-option",
		    PART ": colors has %u bytes; it must have three for each of %u pixels", (unsigned)length,
		    (unsigned)record->core->configuration.length);
	ws2812_write_t write = ws2812_core_write(record->core, colors);
	if (write == WS2812_IN_USE)
		driver_error_throw(the, DRIVER_ERROR, "in-use", PART ": another instance has the strip on pin %d",
		    record->core->configuration.pin);
	if (write == WS2812_NO_MEMORY)
		driver_error_throw(the, DRIVER_ERROR, "no-memory", PART ": no memory for its task");
}

void xs_ws2812_get_current(xsMachine *the) {
	xsmcSetInteger(xsResult, (xsIntegerValue)ws2812_core_current(this_record(the)->core));
}
