#include "io-options.h"
#include "mc.xs.h"

#include <string.h>

#define FORMAT_SIZE 16

static const char *const formats[] = {[IO_FORMAT_NUMBER] = "number", [IO_FORMAT_BUFFER] = "buffer"};

static xsType getOption(xsMachine *the, xsSlot *value, xsIdentifier name) {
	xsmcGet(*value, xsArg(0), name);
	return xsmcTypeOf(*value);
}

xsSlot *ioGetCallback(xsMachine *the, xsIdentifier name) {
	xsSlot value;
	xsType type = getOption(the, &value, name);
	if (type == xsUndefinedType || type == xsNullType)
		return NULL;
	if (type != xsReferenceType || !xsmcIsCallable(value))
		xsUnknownError("a callback must be a function");
	return fxToReference(the, &value);
}

void ioInitializeTarget(xsMachine *the) {
	xsSlot value;
	if (xsmcHas(xsArg(0), xsID_target)) {
		getOption(the, &value, xsID_target);
		xsmcSet(xsThis, xsID_target, value);
	}
}

uint16_t ioGetPort(xsMachine *the, int fallback) {
	xsSlot value;
	if (fallback >= 0 && !xsmcHas(xsArg(0), xsID_port))
		return (uint16_t)fallback;
	if (getOption(the, &value, xsID_port) == xsUndefinedType)
		xsUnknownError("the port is missing");
	int port = xsmcToInteger(value);
	if (port < 0 || port > 65535)
		xsRangeError("port %d is not from 0 to 65535", port);
	return (uint16_t)port;
}

socklen_t ioGetAddress(xsMachine *the, const char *fallback, uint16_t port, IPAddress *address) {
	char text[IP_ADDRESS_TEXT_SIZE];
	xsSlot value;
	if (!xsmcHas(xsArg(0), xsID_address))
		return ipFromText(fallback, port, address);
	getOption(the, &value, xsID_address);
	socklen_t size = ipFromText(xsmcToStringBuffer(value, text, sizeof(text)), port, address);
	if (!size)
		xsUnknownError("\"%s\" is no IP address", text);
	return size;
}

IOFormat ioToFormat(xsMachine *the, xsSlot *slot) {
	char name[FORMAT_SIZE];
	fxToStringBuffer(the, slot, name, sizeof(name));
	for (int format = IO_FORMAT_NUMBER; format <= IO_FORMAT_BUFFER; format++)
		if (!strcmp(name, formats[format]))
			return (IOFormat)format;
	xsRangeError("format \"%s\" is neither \"number\" nor \"buffer\"", name);
}

IOFormat ioGetFormat(xsMachine *the) {
	xsSlot value;
	if (!xsmcHas(xsArg(0), xsID_format) || getOption(the, &value, xsID_format) == xsUndefinedType)
		return IO_FORMAT_BUFFER;
	return ioToFormat(the, &value);
}

void ioReturnFormat(xsMachine *the, IOFormat format) {
	xsmcSetString(xsResult, (char *)formats[format]);
}
