#include "driver/i2c_types.h"
#include "driver-arguments.h"
#include "driver-error.h"
#include "driver-options.h"
#include "mc.defines.h"
#include "mc.xs.h"
#include "ov2640-record.h"
#include "xsHost.h"

/** The task's stack in bytes, its priority (JavaScript's is 4) and core, from the manifest's `defines`. */
#ifndef MODDEF_OV2640_STACK
#define MODDEF_OV2640_STACK 8192
#endif
#ifndef MODDEF_OV2640_PRIORITY
#define MODDEF_OV2640_PRIORITY 6
#endif
#ifndef MODDEF_OV2640_CORE
#define MODDEF_OV2640_CORE tskNO_AFFINITY
#endif

#define PART OV2640_PART
#define CLOSE_MILLISECONDS 40
#define DESTROY_MILLISECONDS 2000

enum { ON_READABLE, ON_ERROR, ON_RECOVERED };

enum { FRAME_SIZES = 6 };
static const char *const frameSizeNames[FRAME_SIZES] = {"QVGA", "VGA", "SVGA", "XGA", "SXGA", "UXGA"};
static const framesize_t frameSizes[FRAME_SIZES] = {
    FRAMESIZE_QVGA, FRAMESIZE_VGA, FRAMESIZE_SVGA, FRAMESIZE_XGA, FRAMESIZE_SXGA, FRAMESIZE_UXGA};

static void close_record(ov2640_t *record, uint32_t milliseconds) {
	driver_instance_close(&record->instance);
	ov2640_core_close(record->core, milliseconds);
	c_free(record);
}

void xs_ov2640_destructor(void *data) {
	ov2640_t *record = data;
	if (record == NULL)
		return;
	ov2640_frame_forget(record);
	close_record(record, DESTROY_MILLISECONDS);
}

static void mark(xsMachine *the, void *data, xsMarkRoot markRoot) {
	ov2640_t *record = data;
	driver_instance_mark(the, &record->instance, markRoot);
}

static const xsHostHooks hooks = {xs_ov2640_destructor, mark, NULL};

ov2640_t *ov2640_record_of(xsMachine *the, xsSlot *slot) {
	return driver_error_unless_open(the, slot, &hooks, PART);
}

static ov2640_t *this_record(xsMachine *the) {
	return ov2640_record_of(the, &xsThis);
}

/** Any callback may close the instance. */
static void deliver(xsMachine *the, uintptr_t number) {
	ov2640_t *record = (ov2640_t *)driver_instance_find(the, number);
	uint32_t events = driver_notice_take(&record->core->notice);
	if (!ov2640_core_is_started(record->core))
		return;
	if (events & OV2640_EVENT_FAULT) {
		driver_fault_t fault = driver_health_fault(&record->core->health);
		driver_instance_fail(the, number, ON_ERROR, PART, &fault);
	}
	if (events & OV2640_EVENT_RECOVERED)
		driver_instance_call(the, number, ON_RECOVERED, NULL);
	record = (ov2640_t *)driver_instance_find(the, number);
	if (record != NULL && events & OV2640_EVENT_READABLE && ov2640_core_readable(record->core))
		driver_instance_call(the, number, ON_READABLE, NULL);
}

static void read_pins(xsMachine *the, const driver_options_t *options, ov2640_pins_t *configuration) {
	static const driver_range_t i2cPorts = {0, I2C_NUM_MAX - 1};
	static const driver_range_t frequencies = {6000000, 27000000};
	xsmcVars(1);
	driver_options_t pins = driver_options_object(the, options, xsID_pins, "pins", "pins.", &xsVar(0));
	*configuration = (ov2640_pins_t){
	    .powerDown = driver_options_output_pin_or_none(the, &pins, xsID_powerDown, "powerDown"),
	    .reset = driver_options_output_pin_or_none(the, &pins, xsID_reset, "reset"),
	    .masterClock = driver_options_output_pin_or_none(the, &pins, xsID_masterClock, "masterClock"),
	    .vsync = driver_options_input_pin(the, &pins, xsID_vsync, "vsync"),
	    .href = driver_options_input_pin(the, &pins, xsID_href, "href"),
	    .pixelClock = driver_options_input_pin(the, &pins, xsID_pixelClock, "pixelClock"),
	    .i2cData = driver_options_output_pin_or_none(the, &pins, xsID_sda, "sda"),
	    .i2cClock = driver_options_output_pin_or_none(the, &pins, xsID_scl, "scl"),
	    .i2cPort = driver_options_integer_or(the, options, xsID_i2cPort, "i2cPort", i2cPorts, 1),
	    .masterClockFrequency = driver_options_integer_or(
	        the, options, xsID_masterClockFrequency, "masterClockFrequency", frequencies, 20000000),
	};
	driver_options_input_pins(the, &pins, xsID_data, "data", configuration->data, OV2640_DATA_PINS);
	if ((configuration->i2cData == OV2640_NO_PIN) != (configuration->i2cClock == OV2640_NO_PIN))
		driver_error_throw(the, DRIVER_TYPE_ERROR, "bad-option",
		    PART ": one of pins.sda and pins.scl is missing; there must be both or none");
}

static size_t index_of(framesize_t frameSize) {
	size_t index = 0;
	while (index < FRAME_SIZES - 1 && frameSizes[index] != frameSize)
		index++;
	return index;
}

/** What is not named stays as it is. */
static void read_settings(xsMachine *the, const driver_options_t *options, ov2640_settings_t *settings) {
	static const driver_range_t qualities = {4, 63};
	static const driver_range_t brightnesses = {-2, 2};
	static const driver_range_t rates = {1, 60};
	settings->frameSize = frameSizes[driver_options_string_of(the, options, xsID_frameSize, "frameSize",
	    frameSizeNames, FRAME_SIZES, index_of(settings->frameSize))];
	settings->largest = frameSizes[driver_options_string_of(
	    the, options, xsID_largest, "largest", frameSizeNames, FRAME_SIZES, index_of(settings->largest))];
	if (settings->largest < settings->frameSize)
		settings->largest = settings->frameSize;
	settings->quality =
	    driver_options_integer_or(the, options, xsID_quality, "quality", qualities, settings->quality);
	settings->brightness = driver_options_integer_or(
	    the, options, xsID_brightness, "brightness", brightnesses, settings->brightness);
	settings->mirror = driver_options_boolean(the, options, xsID_mirror, "mirror", settings->mirror);
	settings->flip = driver_options_boolean(the, options, xsID_flip, "flip", settings->flip);
	settings->framesPerSecond = (uint32_t)driver_options_integer_or(
	    the, options, xsID_framesPerSecond, "framesPerSecond", rates, (int32_t)settings->framesPerSecond);
}

void xs_ov2640_constructor(xsMachine *the) {
	static const driver_range_t silences = {500, 60000};
	ov2640_configuration_t configuration = {
	    .settings = {.frameSize = FRAMESIZE_VGA, .largest = FRAMESIZE_QVGA, .quality = 12},
	    .task = {"camera", MODDEF_OV2640_STACK, MODDEF_OV2640_PRIORITY, MODDEF_OV2640_CORE}};
	driver_options_t options = driver_options_argument(the, PART);
	read_pins(the, &options, &configuration.pins);
	read_settings(the, &options, &configuration.settings);
	configuration.silence =
	    (uint32_t)driver_options_integer_or(the, &options, xsID_silence, "silence", silences, 4000);
	ov2640_t *record = c_calloc(1, sizeof(ov2640_t));
	uintptr_t number = driver_instance_number();
	if (record != NULL)
		record->core = ov2640_core_create(&configuration, the, driver_instance_post, number);
	if (record != NULL && record->core == NULL) {
		/* Instances that nobody holds any more have their memory until they are collected. */
		xsCollectGarbage();
		record->core = ov2640_core_create(&configuration, the, driver_instance_post, number);
	}
	if (record == NULL || record->core == NULL) {
		c_free(record);
		driver_error_throw(the, DRIVER_ERROR, "no-memory", PART ": no memory");
	}
	record->self = fxToReference(the, &xsThis);
	driver_instance_open(the, &record->instance, number, &hooks, deliver);
	xsSlot **callbacks = record->instance.callbacks;
	callbacks[ON_READABLE] = driver_options_callback(the, &options, xsID_onReadable, "onReadable");
	callbacks[ON_ERROR] = driver_options_callback(the, &options, xsID_onError, "onError");
	callbacks[ON_RECOVERED] = driver_options_callback(the, &options, xsID_onRecovered, "onRecovered");
	driver_options_target(the, &options);
}

void xs_ov2640_close(xsMachine *the) {
	ov2640_t *record = xsmcGetHostDataValidate(xsThis, (void *)&hooks);
	if (record == NULL)
		return;
	ov2640_frame_detach(the, record);
	xsmcSetHostData(xsThis, NULL);
	close_record(record, CLOSE_MILLISECONDS);
}

void xs_ov2640_start(xsMachine *the) {
	ov2640_t *record = this_record(the);
	ov2640_start_t start = ov2640_core_start(record->core);
	driver_instance_keep(&record->instance, ov2640_core_is_started(record->core));
	if (start == OV2640_IN_USE)
		driver_error_throw(the, DRIVER_ERROR, "in-use", PART ": another instance has started the sensor");
	if (start == OV2640_NO_MEMORY)
		driver_error_throw(the, DRIVER_ERROR, "no-memory", PART ": no memory for its task");
}

void xs_ov2640_stop(xsMachine *the) {
	ov2640_t *record = this_record(the);
	ov2640_core_stop(record->core);
	driver_instance_keep(&record->instance, false);
}

void xs_ov2640_get_readable(xsMachine *the) {
	ov2640_t *record = this_record(the);
	if (record->frameObject != NULL)
		driver_error_throw(
		    the, DRIVER_ERROR, "frame-open", PART ": the frame read before must be closed first");
	xsmcSetBoolean(xsResult, ov2640_core_readable(record->core));
}

static void set_integer(xsMachine *the, xsSlot *object, xsIdentifier id, int32_t integer) {
	xsSlot value;
	xsmcSetInteger(value, integer);
	xsmcSet(*object, id, value);
}

static void set_boolean(xsMachine *the, xsSlot *object, xsIdentifier id, bool boolean) {
	xsSlot value;
	xsmcSetBoolean(value, boolean);
	xsmcSet(*object, id, value);
}

void xs_ov2640_configure(xsMachine *the) {
	ov2640_t *record = this_record(the);
	const driver_options_t options = {
	    .object = driver_argument_object(the, PART, 0, "configuration"), .part = PART, .path = ""};
	ov2640_settings_t settings = ov2640_core_settings(record->core);
	read_settings(the, &options, &settings);
	ov2640_core_configure(this_record(the)->core, &settings);
	xsSlot name;
	xsmcSetNewObject(xsResult);
	/* Constants, not copied to the chunk heap: the camera's pump configures while it runs. */
	fxStringX(the, &name, (xsStringValue)frameSizeNames[index_of(settings.frameSize)]);
	xsmcSet(xsResult, xsID_frameSize, name);
	fxStringX(the, &name, (xsStringValue)frameSizeNames[index_of(settings.largest)]);
	xsmcSet(xsResult, xsID_largest, name);
	set_integer(the, &xsResult, xsID_quality, settings.quality);
	set_integer(the, &xsResult, xsID_brightness, settings.brightness);
	set_boolean(the, &xsResult, xsID_mirror, settings.mirror);
	set_boolean(the, &xsResult, xsID_flip, settings.flip);
	set_integer(the, &xsResult, xsID_framesPerSecond, (int32_t)settings.framesPerSecond);
}

void xs_ov2640_stats(xsMachine *the) {
	ov2640_stats_t stats = ov2640_core_stats(this_record(the)->core);
	xsSlot *into = driver_argument_object(the, PART, 0, "into");
	set_integer(the, into, xsID_frames, (int32_t)stats.frames);
	set_integer(the, into, xsID_dropped, (int32_t)stats.dropped);
	set_integer(the, into, xsID_broken, (int32_t)stats.broken);
	set_integer(the, into, xsID_restarts, (int32_t)stats.restarts);
	set_integer(the, into, xsID_stack, (int32_t)stats.stack);
	xsResult = *into;
}
