#include "driver-error.h"

#include <stdarg.h>
#include <stdio.h>

#include "mc.xs.h"

void driver_error_make(xsMachine *the, driver_error_t kind, const char *code, const char *message) {
	xsIdentifier constructor = xsID_Error;
	if (kind == DRIVER_TYPE_ERROR)
		constructor = xsID_TypeError;
	else if (kind == DRIVER_RANGE_ERROR)
		constructor = xsID_RangeError;
	xsmcSetString(xsResult, (char *)message);
	xsmcNew(xsResult, xsGlobal, constructor, &xsResult, NULL);
	xsSlot property;
	xsmcSetString(property, (char *)code);
	xsmcSet(xsResult, xsID_code, property);
}

void driver_error_throw(xsMachine *the, driver_error_t kind, const char *code, const char *format, ...) {
	char message[256];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(message, sizeof message, format, arguments);
	va_end(arguments);
	driver_error_make(the, kind, code, message);
	xsThrow(xsResult);
}

void *driver_error_unless_open(xsMachine *the, xsSlot *slot, const xsHostHooks *hooks, const char *what) {
	void *data = xsmcGetHostDataValidate(*slot, (void *)hooks);
	if (data == NULL)
		driver_error_throw(the, DRIVER_ERROR, "closed", "%s is closed", what);
	return data;
}
