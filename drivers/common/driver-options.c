#include "driver-options.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "driver-error.h"
#include "mc.xs.h"
#include "esp_bit_defs.h"
#include "soc/soc_caps.h"

#define BAD_OPTION "bad-option"

/** What a value is checked for: where it stands in the message, and what it must be. */
typedef struct {
	const driver_options_t *options;
	const char *name;
	const char *wanted;
} check_t;

static const char *name_of_type(xsType type) {
	switch (type) {
	case xsUndefinedType:
		return "undefined";
	case xsNullType:
		return "null";
	case xsBooleanType:
		return "a boolean";
	case xsStringType:
	case xsStringXType:
		return "a string";
	case xsSymbolType:
		return "a symbol";
	case xsReferenceType:
		return "an object";
	default:
		return "of another type";
	}
}

/** The value as a person would write it, without running JavaScript. */
static void describe(xsMachine *the, xsSlot *value, char *text, size_t size) {
	xsType type = xsmcTypeOf(*value);
	if (type == xsIntegerType || type == xsNumberType)
		snprintf(text, size, "%.15g", xsmcToNumber(*value));
	else if (type == xsStringType || type == xsStringXType)
		snprintf(text, size, "\"%.40s\"", xsmcToString(*value));
	else if (type == xsBooleanType)
		snprintf(text, size, "%s", xsmcToBoolean(*value) ? "true" : "false");
	else
		snprintf(text, size, "%s", name_of_type(type));
}

__attribute__((noreturn)) static void reject(
    xsMachine *the, driver_error_t kind, const check_t *check, xsSlot *value) {
	char text[48];
	const driver_options_t *options = check->options;
	if (xsmcTypeOf(*value) == xsUndefinedType)
		driver_error_throw(the, DRIVER_TYPE_ERROR, BAD_OPTION, "%s: %s%s is missing; it must be %s",
		    options->part, options->path, check->name, check->wanted);
	describe(the, value, text, sizeof text);
	driver_error_throw(the, kind, BAD_OPTION, "%s: %s%s is %s; it must be %s", options->part, options->path,
	    check->name, text, check->wanted);
}

static int32_t check_integer(
    xsMachine *the, const driver_options_t *options, const char *name, driver_range_t range, xsSlot *value) {
	char wanted[64];
	snprintf(
	    wanted, sizeof wanted, "a whole number from %ld to %ld", (long)range.minimum, (long)range.maximum);
	const check_t check = {options, name, wanted};
	xsType type = xsmcTypeOf(*value);
	if (type != xsIntegerType && type != xsNumberType)
		reject(the, DRIVER_TYPE_ERROR, &check, value);
	double number = xsmcToNumber(*value);
	if (!(number >= range.minimum && number <= range.maximum) || number != floor(number))
		reject(the, DRIVER_RANGE_ERROR, &check, value);
	return (int32_t)number;
}

static bool is_string(xsMachine *the, xsSlot *value) {
	xsType type = xsmcTypeOf(*value);
	return type == xsStringType || type == xsStringXType;
}

static size_t check_string(xsMachine *the, const driver_options_t *options, const char *name,
    const char *const *strings, size_t count, xsSlot *value) {
	char wanted[96] = "one of";
	for (size_t index = 0; index < count; index++) {
		size_t length = strlen(wanted);
		snprintf(wanted + length, sizeof wanted - length, "%s \"%s\"", index > 0 ? "," : "", strings[index]);
	}
	const check_t check = {options, name, wanted};
	if (!is_string(the, value))
		reject(the, DRIVER_TYPE_ERROR, &check, value);
	const char *string = xsmcToString(*value);
	for (size_t index = 0; index < count; index++) {
		if (strcmp(string, strings[index]) == 0)
			return index;
	}
	reject(the, DRIVER_RANGE_ERROR, &check, value);
}

static bool is_undefined(xsMachine *the, xsSlot *value) {
	return xsmcTypeOf(*value) == xsUndefinedType;
}

static xsSlot *get_argument(xsMachine *the, int index, xsSlot *nothing) {
	xsmcSetUndefined(*nothing);
	return xsmcArgc > index ? &xsArg(index) : nothing;
}

xsSlot *driver_argument_object(xsMachine *the, const char *part, const char *name) {
	const driver_options_t options = {.part = part, .path = ""};
	const check_t check = {&options, name, "an object"};
	xsSlot nothing;
	xsSlot *argument = get_argument(the, 0, &nothing);
	if (xsmcTypeOf(*argument) != xsReferenceType)
		reject(the, DRIVER_TYPE_ERROR, &check, argument);
	return &xsArg(0);
}

driver_options_t driver_options_argument(xsMachine *the, const char *part) {
	return (driver_options_t){
	    .object = driver_argument_object(the, part, "options"), .part = part, .path = ""};
}

driver_options_t driver_options_object(xsMachine *the, const driver_options_t *options, xsIdentifier id,
    const char *name, const char *path, xsSlot *variable) {
	const check_t check = {options, name, "an object"};
	xsmcGet(*variable, *options->object, id);
	if (xsmcTypeOf(*variable) != xsReferenceType)
		reject(the, DRIVER_TYPE_ERROR, &check, variable);
	return (driver_options_t){.object = variable, .part = options->part, .path = path};
}

bool driver_options_has(xsMachine *the, const driver_options_t *options, xsIdentifier id) {
	xsSlot value;
	xsmcGet(value, *options->object, id);
	return !is_undefined(the, &value);
}

int32_t driver_options_integer(xsMachine *the, const driver_options_t *options, xsIdentifier id,
    const char *name, driver_range_t range) {
	xsSlot value;
	xsmcGet(value, *options->object, id);
	return check_integer(the, options, name, range, &value);
}

int32_t driver_options_integer_or(xsMachine *the, const driver_options_t *options, xsIdentifier id,
    const char *name, driver_range_t range, int32_t otherwise) {
	xsSlot value;
	xsmcGet(value, *options->object, id);
	return is_undefined(the, &value) ? otherwise : check_integer(the, options, name, range, &value);
}

static int check_pin(
    xsMachine *the, const driver_options_t *options, const char *name, bool output, xsSlot *value) {
	static const driver_range_t range = {0, SOC_GPIO_PIN_COUNT - 1};
	int pin = check_integer(the, options, name, range, value);
	uint64_t valid = output ? SOC_GPIO_VALID_OUTPUT_GPIO_MASK : SOC_GPIO_VALID_GPIO_MASK;
	const check_t check = {options, name, output ? "a GPIO that can be an output" : "a GPIO of this chip"};
	if ((valid >> pin & 1) == 0)
		reject(the, DRIVER_RANGE_ERROR, &check, value);
	return pin;
}

static int get_pin(xsMachine *the, const driver_options_t *options, xsIdentifier id, const char *name,
    bool output, bool optional) {
	xsSlot value;
	xsmcGet(value, *options->object, id);
	return optional && is_undefined(the, &value) ? -1 : check_pin(the, options, name, output, &value);
}

int driver_options_input_pin(
    xsMachine *the, const driver_options_t *options, xsIdentifier id, const char *name) {
	return get_pin(the, options, id, name, false, false);
}

int driver_options_output_pin(
    xsMachine *the, const driver_options_t *options, xsIdentifier id, const char *name) {
	return get_pin(the, options, id, name, true, false);
}

int driver_options_output_pin_or_none(
    xsMachine *the, const driver_options_t *options, xsIdentifier id, const char *name) {
	return get_pin(the, options, id, name, true, true);
}

void driver_options_input_pins(xsMachine *the, const driver_options_t *options, xsIdentifier id,
    const char *name, int *pins, size_t count) {
	char text[48];
	xsSlot array, value;
	snprintf(text, sizeof text, "an array of %u GPIO numbers", (unsigned)count);
	const check_t check = {options, name, text};
	xsmcGet(array, *options->object, id);
	if (xsmcTypeOf(array) != xsReferenceType)
		reject(the, DRIVER_TYPE_ERROR, &check, &array);
	xsmcGet(value, array, xsID_length);
	if (xsmcTypeOf(value) != xsIntegerType || (size_t)xsmcToInteger(value) != count)
		reject(the, DRIVER_TYPE_ERROR, &check, &array);
	for (size_t index = 0; index < count; index++) {
		snprintf(text, sizeof text, "%s[%u]", name, (unsigned)index);
		xsmcGet(array, *options->object, id);
		xsmcGetIndex(value, array, (xsIndex)index);
		pins[index] = check_pin(the, options, text, false, &value);
	}
}

int32_t driver_options_number_of(xsMachine *the, const driver_options_t *options, xsIdentifier id,
    const char *name, const int32_t *numbers, size_t count, int32_t otherwise) {
	char wanted[64] = "one of";
	for (size_t index = 0; index < count; index++) {
		size_t length = strlen(wanted);
		snprintf(
		    wanted + length, sizeof wanted - length, "%s %ld", index > 0 ? "," : "", (long)numbers[index]);
	}
	const check_t check = {options, name, wanted};
	xsSlot value;
	xsmcGet(value, *options->object, id);
	xsType type = xsmcTypeOf(value);
	if (type == xsUndefinedType)
		return otherwise;
	if (type != xsIntegerType && type != xsNumberType)
		reject(the, DRIVER_TYPE_ERROR, &check, &value);
	for (size_t index = 0; index < count; index++) {
		if (xsmcToNumber(value) == numbers[index])
			return numbers[index];
	}
	reject(the, DRIVER_RANGE_ERROR, &check, &value);
}

size_t driver_options_string_of(xsMachine *the, const driver_options_t *options, xsIdentifier id,
    const char *name, const char *const *strings, size_t count, size_t otherwise) {
	xsSlot value;
	xsmcGet(value, *options->object, id);
	return is_undefined(the, &value) ? otherwise : check_string(the, options, name, strings, count, &value);
}

static bool check_boolean(xsMachine *the, const driver_options_t *options, const char *name, xsSlot *value) {
	const check_t check = {options, name, "true or false"};
	if (xsmcTypeOf(*value) != xsBooleanType)
		reject(the, DRIVER_TYPE_ERROR, &check, value);
	return xsmcToBoolean(*value);
}

bool driver_options_boolean(
    xsMachine *the, const driver_options_t *options, xsIdentifier id, const char *name, bool otherwise) {
	xsSlot value;
	xsmcGet(value, *options->object, id);
	return is_undefined(the, &value) ? otherwise : check_boolean(the, options, name, &value);
}

xsSlot *driver_options_callback(
    xsMachine *the, const driver_options_t *options, xsIdentifier id, const char *name) {
	const check_t check = {options, name, "a function"};
	xsSlot value;
	xsmcGet(value, *options->object, id);
	if (is_undefined(the, &value))
		return NULL;
	if (!xsmcIsCallable(value))
		reject(the, DRIVER_TYPE_ERROR, &check, &value);
	return fxToReference(the, &value);
}

void driver_options_target(xsMachine *the, const driver_options_t *options) {
	xsSlot target;
	xsmcGet(target, *options->object, xsID_target);
	if (!is_undefined(the, &target))
		xsmcSet(xsThis, xsID_target, target);
}

int32_t driver_argument_integer(
    xsMachine *the, const char *part, int index, const char *name, driver_range_t range) {
	const driver_options_t options = {.part = part, .path = ""};
	xsSlot nothing;
	return check_integer(the, &options, name, range, get_argument(the, index, &nothing));
}

bool driver_argument_boolean(xsMachine *the, const char *part, int index, const char *name) {
	const driver_options_t options = {.part = part, .path = ""};
	xsSlot nothing;
	return check_boolean(the, &options, name, get_argument(the, index, &nothing));
}

size_t driver_argument_string_of(
    xsMachine *the, const char *part, int index, const char *name, const char *const *strings, size_t count) {
	const driver_options_t options = {.part = part, .path = ""};
	xsSlot nothing;
	return check_string(the, &options, name, strings, count, get_argument(the, index, &nothing));
}

static xsUnsignedValue get_unsigned(xsMachine *the, xsSlot *object, xsIdentifier id) {
	xsSlot value;
	xsmcGet(value, *object, id);
	double number = xsmcToNumber(value);
	return number >= 0 && number <= UINT32_MAX ? (xsUnsignedValue)number : UINT32_MAX;
}

void *driver_argument_buffer(
    xsMachine *the, const char *part, int index, bool writable, xsUnsignedValue *length) {
	const driver_options_t options = {.part = part, .path = ""};
	const check_t check = {&options, "buffer", "an ArrayBuffer or a view of one"};
	xsSlot nothing, buffer;
	xsSlot *argument = get_argument(the, index, &nothing);
	if (xsmcTypeOf(*argument) != xsReferenceType)
		reject(the, DRIVER_TYPE_ERROR, &check, argument);
	xsUnsignedValue offset = 0, size = 0;
	xsmcGet(buffer, *argument, xsID_buffer);
	bool isView = xsmcTypeOf(buffer) == xsReferenceType;
	if (isView) {
		offset = get_unsigned(the, argument, xsID_byteOffset);
		size = get_unsigned(the, argument, xsID_byteLength);
		xsmcGet(buffer, *argument, xsID_buffer);
	} else {
		buffer = *argument;
	}
	uint8_t *bytes = NULL;
	if (writable)
		xsmcGetBufferWritable(buffer, (void **)&bytes, length);
	else
		xsmcGetBufferReadable(buffer, (void **)&bytes, length);
	if (!isView)
		return bytes;
	if (offset > *length || size > *length - offset)
		driver_error_throw(
		    the, DRIVER_RANGE_ERROR, BAD_OPTION, "%s: the view reaches beyond its buffer", part);
	*length = size;
	return bytes + offset;
}
