#include "driver-arguments.h"

#include "mc.xs.h"

static xsSlot *get_argument(xsMachine *the, int index, xsSlot *nothing) {
	xsmcSetUndefined(*nothing);
	return xsmcArgc > index ? &xsArg(index) : nothing;
}

int32_t driver_argument_integer(
    xsMachine *the, const char *part, int index, const char *name, driver_range_t range) {
	const driver_place_t place = {part, "", name};
	xsSlot nothing;
	return driver_value_integer(the, &place, range, get_argument(the, index, &nothing));
}

bool driver_argument_boolean(xsMachine *the, const char *part, int index, const char *name) {
	const driver_place_t place = {part, "", name};
	xsSlot nothing;
	return driver_value_boolean(the, &place, get_argument(the, index, &nothing));
}

size_t driver_argument_string_of(
    xsMachine *the, const char *part, int index, const char *name, const char *const *strings, size_t count) {
	const driver_place_t place = {part, "", name};
	xsSlot nothing;
	return driver_value_string(the, &place, strings, count, get_argument(the, index, &nothing));
}

xsSlot *driver_argument_object(xsMachine *the, const char *part, int index, const char *name) {
	const driver_place_t place = {part, "", name};
	xsSlot nothing;
	driver_value_object(the, &place, get_argument(the, index, &nothing));
	return &xsArg(index);
}

static xsUnsignedValue get_unsigned(xsMachine *the, xsSlot *object, xsIdentifier id) {
	xsSlot value;
	xsmcGet(value, *object, id);
	double number = driver_value_is_number(the, &value) ? xsmcToNumber(value) : -1;
	return number >= 0 && number <= UINT32_MAX ? (xsUnsignedValue)number : UINT32_MAX;
}

void *driver_argument_buffer(
    xsMachine *the, const char *part, int index, bool writable, xsUnsignedValue *length) {
	const driver_place_t place = {part, "", "buffer"};
	xsSlot nothing, buffer;
	xsSlot *argument = get_argument(the, index, &nothing);
	if (xsmcTypeOf(*argument) != xsReferenceType)
		driver_value_reject(the, DRIVER_TYPE_ERROR, &place, "an ArrayBuffer or a view of one", argument);
	xsUnsignedValue offset = 0, size = UINT32_MAX;
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
		    the, DRIVER_RANGE_ERROR, "bad-option", "%s: the view reaches beyond its buffer", part);
	*length = size;
	return bytes + offset;
}
