#include "tcp.h"
#include "io-options.h"
#include "mc.xs.h"
#include "tcp-error.h"
#include "xsHost.h"

/** The script's side of a connection: lives as long as its instance is not closed. */
typedef struct {
	xsMachine *the;
	xsSlot object;
	xsSlot *onReadable;
	xsSlot *onWritable;
	xsSlot *onError;
	TCPConnection *connection;
	IOFormat format;
} TCP;

void xs_tcp_destructor(void *data);

static void markTCP(xsMachine *the, void *data, xsMarkRoot markRoot) {
	TCP *tcp = data;
	if (tcp->onReadable)
		(*markRoot)(the, tcp->onReadable);
	if (tcp->onWritable)
		(*markRoot)(the, tcp->onWritable);
	if (tcp->onError)
		(*markRoot)(the, tcp->onError);
}

static const xsHostHooks tcpHooks = {xs_tcp_destructor, markTCP, NULL};

static void callWithCount(TCP *tcp, xsSlot *callback, size_t bytes) {
	if (!callback)
		return;
	xsBeginHost(tcp->the);
	xsmcSetInteger(xsResult, (xsIntegerValue)bytes);
	xsCallFunction1(xsReference(callback), xsAccess(tcp->object), xsResult);
	xsEndHost(tcp->the);
}

static void readable(void *owner, size_t bytes) {
	TCP *tcp = owner;
	callWithCount(tcp, tcp->onReadable, bytes);
}

static void writable(void *owner, size_t bytes) {
	TCP *tcp = owner;
	callWithCount(tcp, tcp->onWritable, bytes);
}

static void ended(void *owner, int errorNumber) {
	TCP *tcp = owner;
	if (!tcp->onError)
		return;
	xsBeginHost(tcp->the);
	tcpReturnError(the, errorNumber);
	xsCallFunction1(xsReference(tcp->onError), xsAccess(tcp->object), xsResult);
	xsEndHost(tcp->the);
}

static const TCPEvents tcpEvents = {readable, writable, ended};

static TCP *toTCP(xsMachine *the, xsSlot *slot) {
	return xsmcGetHostDataValidate(*slot, (void *)&tcpHooks);
}

/* The instance's, if it has a connection; that of one made for a listener that gave it none is NULL. */
static TCP *thisConnected(xsMachine *the) {
	TCP *tcp = toTCP(the, &xsThis);
	if (!tcp->connection)
		xsUnknownError("the socket was never connected");
	return tcp;
}

static void release(xsMachine *the, xsSlot *instance, TCP *tcp) {
	xsForget(tcp->object);
	xsmcSetHostData(*instance, NULL);
	xsmcSetHostDestructor(*instance, NULL);
	free(tcp);
}

void xs_tcp_destructor(void *data) {
	TCP *tcp = data;
	if (!tcp)
		return;
	if (tcp->connection)
		tcpClose(tcp->connection);
	free(tcp);
}

static TCPConnection *takeFrom(xsMachine *the, xsSlot *slot) {
	TCP *from = toTCP(the, slot);
	if (!from->connection)
		xsUnknownError("from has no connection");
	TCPConnection *connection = from->connection;
	release(the, slot, from);
	return connection;
}

static TCPConnection *openConnection(xsMachine *the) {
	char address[IP_ADDRESS_TEXT_SIZE];
	xsSlot value;
	xsmcGet(value, xsArg(0), xsID_address);
	if (xsmcTypeOf(value) == xsUndefinedType)
		xsUnknownError("the address is missing");
	xsmcToStringBuffer(value, address, sizeof(address));
	uint16_t port = ioGetPort(the, -1);
	TCPConnection *connection = tcpConnect(address, port);
	if (!connection)
		xsUnknownError("no connection to %s port %d: %s", address, port,
		    errno == EINVAL ? "that is no IP address" : strerror(errno));
	return connection;
}

static void initializeNoDelay(xsMachine *the, TCPConnection *connection) {
	const xsIdentifier names[] = {xsID_nodelay, xsID_noDelay};
	xsSlot value;
	for (int i = 0; i < 2; i++)
		if (xsmcHas(xsArg(0), names[i])) {
			xsmcGet(value, xsArg(0), names[i]);
			tcpSetNoDelay(connection, xsmcTest(value));
		}
}

static TCP *create(xsMachine *the, IOFormat format) {
	TCP *tcp = calloc(1, sizeof(TCP));
	if (!tcp)
		xsUnknownError("there is no memory for a socket");
	tcp->the = the;
	tcp->format = format;
	tcp->object = xsThis;
	return tcp;
}

static void adopt(xsMachine *the, TCP *tcp) {
	xsmcSetHostData(xsThis, tcp);
	xsSetHostHooks(xsThis, &tcpHooks);
}

void xs_tcp_constructor(xsMachine *the) {
	xsSlot from;
	if (xsmcArgc == 0 || xsmcTypeOf(xsArg(0)) == xsUndefinedType) {
		adopt(the, create(the, IO_FORMAT_BUFFER));
		return;
	}
	TCP options = {
	    .format = ioGetFormat(the),
	    .onReadable = ioGetCallback(the, xsID_onReadable),
	    .onWritable = ioGetCallback(the, xsID_onWritable),
	    .onError = ioGetCallback(the, xsID_onError),
	};
	ioInitializeTarget(the);
	bool takesOver = xsmcHas(xsArg(0), xsID_from);
	if (takesOver)
		xsmcGet(from, xsArg(0), xsID_from);
	TCPConnection *connection = takesOver ? takeFrom(the, &from) : openConnection(the);
	initializeNoDelay(the, connection);
	TCP *tcp = create(the, options.format);
	tcp->onReadable = options.onReadable;
	tcp->onWritable = options.onWritable;
	tcp->onError = options.onError;
	tcp->connection = connection;
	adopt(the, tcp);
	xsRemember(tcp->object);
	tcpSetOwner(connection, &tcpEvents, tcp);
}

void tcpAttach(xsMachine *the, xsSlot *instance, TCPConnection *connection) {
	TCP *tcp = toTCP(the, instance);
	tcp->object = *instance;
	tcp->connection = connection;
	xsRemember(tcp->object);
	tcpSetOwner(connection, &tcpEvents, tcp);
}

void xs_tcp_close(xsMachine *the) {
	if (!xsmcGetHostData(xsThis))
		return;
	TCP *tcp = toTCP(the, &xsThis);
	TCPConnection *connection = tcp->connection;
	release(the, &xsThis, tcp);
	if (connection)
		tcpClose(connection);
}

static void readNumber(xsMachine *the, TCP *tcp) {
	uint8_t value;
	tcpRead(tcp->connection, &value, 1);
	xsmcSetInteger(xsResult, value);
}

static void checkAmount(xsMachine *the, size_t requested, size_t available) {
	if (!requested || requested > available)
		xsUnknownError("%u bytes cannot be read, there are %u", (unsigned)requested, (unsigned)available);
}

void xs_tcp_read(xsMachine *the) {
	TCP *tcp = thisConnected(the);
	size_t available = tcpReadable(tcp->connection);
	size_t requested = available;
	void *bytes;
	xsType type = xsmcArgc ? xsmcTypeOf(xsArg(0)) : xsUndefinedType;
	if (!available)
		return;
	if (tcp->format == IO_FORMAT_NUMBER) {
		readNumber(the, tcp);
		return;
	}
	if (type == xsReferenceType) {
		xsUnsignedValue size;
		xsmcGetBufferWritable(xsArg(0), &bytes, &size);
		requested = size;
		checkAmount(the, requested, available);
		xsmcSetInteger(xsResult, (xsIntegerValue)requested);
	} else {
		if (type != xsUndefinedType) {
			xsIntegerValue count = xsmcToInteger(xsArg(0));
			requested = count > 0 ? (size_t)count : 0;
		}
		checkAmount(the, requested, available);
		bytes = xsmcSetArrayBuffer(xsResult, NULL, (xsIntegerValue)requested);
	}
	tcpRead(tcp->connection, bytes, requested);
}

void xs_tcp_write(xsMachine *the) {
	TCP *tcp = thisConnected(the);
	xsUnsignedValue size = 1;
	uint8_t number;
	void *bytes = &number;
	if (!tcpIsOpen(tcp->connection))
		xsUnknownError("the socket is not connected");
	if (tcp->format == IO_FORMAT_NUMBER)
		number = (uint8_t)xsmcToInteger(xsArg(0));
	else
		xsmcGetBufferReadable(xsArg(0), &bytes, &size);
	if (size > tcpWritable(tcp->connection))
		xsUnknownError(
		    "%u bytes cannot be written, there is room for %u", size, (unsigned)tcpWritable(tcp->connection));
	tcpWrite(tcp->connection, bytes, size);
	xsmcSetInteger(xsResult, (xsIntegerValue)tcpWritable(tcp->connection));
}

void xs_tcp_get_remoteAddress(xsMachine *the) {
	char text[IP_ADDRESS_TEXT_SIZE];
	IPAddress address;
	if (tcpRemote(thisConnected(the)->connection, &address) && ipToText(&address, text))
		xsmcSetString(xsResult, text);
}

void xs_tcp_get_remotePort(xsMachine *the) {
	IPAddress address;
	if (tcpRemote(thisConnected(the)->connection, &address))
		xsmcSetInteger(xsResult, ipPort(&address));
}

void xs_tcp_get_format(xsMachine *the) {
	ioReturnFormat(the, toTCP(the, &xsThis)->format);
}

void xs_tcp_set_format(xsMachine *the) {
	TCP *tcp = toTCP(the, &xsThis);
	tcp->format = ioToFormat(the, &xsArg(0));
}
