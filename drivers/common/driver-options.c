#include "driver-options.h"

#include <stdio.h>

#include "driver-arguments.h"
#include "mc.xs.h"

static driver_place_t place_of(const driver_options_t *options, const char *name) {
	return (driver_place_t){options->part, options->path, name};
}

driver_options_t driver_options_argument(xsMachine *the, const char *part) {
	return (driver_options_t){
	    .object = driver_argument_object(the, part, 0, "options"), .part = part, .path = ""};
}

driver_options_t driver_options_object(xsMachine *the, const driver_options_t *options, xsIdentifier id,
    const char *name, const char *path, xsSlot *variable) {
	const driver_place_t place = place_of(options, name);
	xsmcGet(*variable, *options->object, id);
	driver_value_object(the, &place, variable);
	return (driver_options_t){.object = variable, .part = options->part, .path = path};
}

/** Whether the option is there; gets it. */
static bool get(xsMachine *the, const driver_options_t *options, xsIdentifier id, xsSlot *value) {
	xsmcGet(*value, *options->object, id);
	return !driver_value_is_undefined(the, value);
}

bool driver_options_has(xsMachine *the, const driver_options_t *options, xsIdentifier id) {
	xsSlot value;
	return get(the, options, id, &value);
}

int32_t driver_options_integer(xsMachine *the, const driver_options_t *options, xsIdentifier id,
    const char *name, driver_range_t range) {
	const driver_place_t place = place_of(options, name);
	xsSlot value;
	get(the, options, id, &value);
	return driver_value_integer(the, &place, range, &value);
}

int32_t driver_options_integer_or(xsMachine *the, const driver_options_t *options, xsIdentifier id,
    const char *name, driver_range_t range, int32_t otherwise) {
	const driver_place_t place = place_of(options, name);
	xsSlot value;
	return get(the, options, id, &value) ? driver_value_integer(the, &place, range, &value) : otherwise;
}

static int get_pin(
    xsMachine *the, const driver_options_t *options, xsIdentifier id, const char *name, bool output) {
	const driver_place_t place = place_of(options, name);
	xsSlot value;
	get(the, options, id, &value);
	return driver_value_pin(the, &place, output, &value);
}

int driver_options_input_pin(
    xsMachine *the, const driver_options_t *options, xsIdentifier id, const char *name) {
	return get_pin(the, options, id, name, false);
}

int driver_options_output_pin(
    xsMachine *the, const driver_options_t *options, xsIdentifier id, const char *name) {
	return get_pin(the, options, id, name, true);
}

int driver_options_output_pin_or_none(
    xsMachine *the, const driver_options_t *options, xsIdentifier id, const char *name) {
	const driver_place_t place = place_of(options, name);
	xsSlot value;
	return get(the, options, id, &value) ? driver_value_pin(the, &place, true, &value) : -1;
}

void driver_options_input_pins(xsMachine *the, const driver_options_t *options, xsIdentifier id,
    const char *name, int *pins, size_t count) {
	char text[48];
	xsSlot array, value;
	snprintf(text, sizeof text, "an array of %u GPIO numbers", (unsigned)count);
	const driver_place_t place = place_of(options, name);
	if (!get(the, options, id, &array) || xsmcTypeOf(array) != xsReferenceType)
		driver_value_reject(the, DRIVER_TYPE_ERROR, &place, text, &array);
	xsmcGet(value, array, xsID_length);
	if (xsmcTypeOf(value) != xsIntegerType || (size_t)xsmcToInteger(value) != count)
		driver_value_reject(the, DRIVER_TYPE_ERROR, &place, text, &array);
	for (size_t index = 0; index < count; index++) {
		snprintf(text, sizeof text, "%s[%u]", name, (unsigned)index);
		const driver_place_t element = place_of(options, text);
		get(the, options, id, &array);
		xsmcGetIndex(value, array, (xsIndex)index);
		pins[index] = driver_value_pin(the, &element, false, &value);
	}
}

int32_t driver_options_number_of(xsMachine *the, const driver_options_t *options, xsIdentifier id,
    const char *name, const int32_t *numbers, size_t count, int32_t otherwise) {
	const driver_place_t place = place_of(options, name);
	xsSlot value;
	return get(the, options, id, &value) ? driver_value_number(the, &place, numbers, count, &value)
	                                     : otherwise;
}

size_t driver_options_string_of(xsMachine *the, const driver_options_t *options, xsIdentifier id,
    const char *name, const char *const *strings, size_t count, size_t otherwise) {
	const driver_place_t place = place_of(options, name);
	xsSlot value;
	return get(the, options, id, &value) ? driver_value_string(the, &place, strings, count, &value)
	                                     : otherwise;
}

bool driver_options_boolean(
    xsMachine *the, const driver_options_t *options, xsIdentifier id, const char *name, bool otherwise) {
	const driver_place_t place = place_of(options, name);
	xsSlot value;
	return get(the, options, id, &value) ? driver_value_boolean(the, &place, &value) : otherwise;
}

xsSlot *driver_options_callback(
    xsMachine *the, const driver_options_t *options, xsIdentifier id, const char *name) {
	const driver_place_t place = place_of(options, name);
	xsSlot value;
	if (!get(the, options, id, &value))
		return NULL;
	if (!xsmcIsCallable(value))
		driver_value_reject(the, DRIVER_TYPE_ERROR, &place, "a function", &value);
	return fxToReference(the, &value);
}

void driver_options_target(xsMachine *the, const driver_options_t *options) {
	xsSlot target;
	if (get(the, options, xsID_target, &target))
		xsmcSet(xsThis, xsID_target, target);
}
