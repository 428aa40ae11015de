#include "driver-value.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "esp_bit_defs.h"
#include "soc/soc_caps.h"

/** How much of a string is shown. */
#define SHOWN_BYTES 40

static bool is_string(xsMachine *the, xsSlot *value) {
	xsType type = xsmcTypeOf(*value);
	return type == xsStringType || type == xsStringXType;
}

bool driver_value_is_undefined(xsMachine *the, xsSlot *value) {
	return xsmcTypeOf(*value) == xsUndefinedType;
}

bool driver_value_is_number(xsMachine *the, xsSlot *value) {
	xsType type = xsmcTypeOf(*value);
	return type == xsIntegerType || type == xsNumberType;
}

static const char *name_of_type(xsType type) {
	switch (type) {
	case xsNullType:
		return "null";
	case xsSymbolType:
		return "a symbol";
	case xsReferenceType:
		return "an object";
	default:
		return "of another type";
	}
}

static void describe_number(double number, char *text, size_t size) {
	if (isnan(number))
		snprintf(text, size, "NaN");
	else if (isinf(number))
		snprintf(text, size, "%sInfinity", number < 0 ? "-" : "");
	else
		snprintf(text, size, "%.15g", number);
}

/** No character is cut in the middle: the text becomes a string of JavaScript again. */
static void describe_string(const char *string, char *text, size_t size) {
	size_t length = strlen(string);
	bool whole = length <= SHOWN_BYTES;
	if (!whole) {
		length = SHOWN_BYTES;
		while (length > 0 && ((unsigned char)string[length] & 0xC0) == 0x80)
			length--;
	}
	snprintf(text, size, "\"%.*s%s\"", (int)length, string, whole ? "" : "...");
}

/** The value as a person would write it. */
static void describe(xsMachine *the, xsSlot *value, char *text, size_t size) {
	if (driver_value_is_number(the, value))
		describe_number(xsmcToNumber(*value), text, size);
	else if (is_string(the, value))
		describe_string(xsmcToString(*value), text, size);
	else if (xsmcTypeOf(*value) == xsBooleanType)
		snprintf(text, size, "%s", xsmcToBoolean(*value) ? "true" : "false");
	else
		snprintf(text, size, "%s", name_of_type(xsmcTypeOf(*value)));
}

void driver_value_reject(
    xsMachine *the, driver_error_t kind, const driver_place_t *place, const char *wanted, xsSlot *value) {
	char text[SHOWN_BYTES + 8];
	if (driver_value_is_undefined(the, value))
		driver_error_throw(the, DRIVER_TYPE_ERROR, "bad-option", "%s: %s%s is missing; it must be %s",
		    place->part, place->path, place->name, wanted);
	describe(the, value, text, sizeof text);
	driver_error_throw(the, kind, "bad-option", "%s: %s%s is %s; it must be %s", place->part, place->path,
	    place->name, text, wanted);
}

int32_t driver_value_integer(
    xsMachine *the, const driver_place_t *place, driver_range_t range, xsSlot *value) {
	char wanted[64];
	snprintf(
	    wanted, sizeof wanted, "a whole number from %ld to %ld", (long)range.minimum, (long)range.maximum);
	if (!driver_value_is_number(the, value))
		driver_value_reject(the, DRIVER_TYPE_ERROR, place, wanted, value);
	double number = xsmcToNumber(*value);
	if (!(number >= range.minimum && number <= range.maximum) || number != floor(number))
		driver_value_reject(the, DRIVER_RANGE_ERROR, place, wanted, value);
	return (int32_t)number;
}

bool driver_value_boolean(xsMachine *the, const driver_place_t *place, xsSlot *value) {
	if (xsmcTypeOf(*value) != xsBooleanType)
		driver_value_reject(the, DRIVER_TYPE_ERROR, place, "true or false", value);
	return xsmcToBoolean(*value);
}

void driver_value_object(xsMachine *the, const driver_place_t *place, xsSlot *value) {
	if (xsmcTypeOf(*value) != xsReferenceType)
		driver_value_reject(the, DRIVER_TYPE_ERROR, place, "an object", value);
}

size_t driver_value_string(
    xsMachine *the, const driver_place_t *place, const char *const *strings, size_t count, xsSlot *value) {
	char wanted[96] = "one of";
	for (size_t index = 0; index < count; index++) {
		size_t length = strlen(wanted);
		snprintf(wanted + length, sizeof wanted - length, "%s \"%s\"", index > 0 ? "," : "", strings[index]);
	}
	if (!is_string(the, value))
		driver_value_reject(the, DRIVER_TYPE_ERROR, place, wanted, value);
	const char *string = xsmcToString(*value);
	for (size_t index = 0; index < count; index++) {
		if (strcmp(string, strings[index]) == 0)
			return index;
	}
	driver_value_reject(the, DRIVER_RANGE_ERROR, place, wanted, value);
}

int32_t driver_value_number(
    xsMachine *the, const driver_place_t *place, const int32_t *numbers, size_t count, xsSlot *value) {
	char wanted[64] = "one of";
	for (size_t index = 0; index < count; index++) {
		size_t length = strlen(wanted);
		snprintf(
		    wanted + length, sizeof wanted - length, "%s %ld", index > 0 ? "," : "", (long)numbers[index]);
	}
	if (!driver_value_is_number(the, value))
		driver_value_reject(the, DRIVER_TYPE_ERROR, place, wanted, value);
	for (size_t index = 0; index < count; index++) {
		if (xsmcToNumber(*value) == numbers[index])
			return numbers[index];
	}
	driver_value_reject(the, DRIVER_RANGE_ERROR, place, wanted, value);
}

int driver_value_pin(xsMachine *the, const driver_place_t *place, bool output, xsSlot *value) {
	static const driver_range_t range = {0, SOC_GPIO_PIN_COUNT - 1};
	int pin = driver_value_integer(the, place, range, value);
	uint64_t valid = output ? SOC_GPIO_VALID_OUTPUT_GPIO_MASK : SOC_GPIO_VALID_GPIO_MASK;
	if ((valid >> pin & 1) == 0)
		driver_value_reject(the, DRIVER_RANGE_ERROR, place,
		    output ? "a GPIO that can be an output" : "a GPIO of this chip", value);
	return pin;
}
