#include "io-options.h"
#include "mc.xs.h"
#include "tcp.h"
#include "xsHost.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAXIMUM_PENDING 8
#define FORMAT_SIZE 16

typedef struct {
	xsMachine *the;
	xsSlot object;
	xsSlot *onReadable;
	int fd;
	SimWatch *watch;
	int pending[MAXIMUM_PENDING];
	int count;
} Listener;

void xs_listener_destructor(void *data);

static void markListener(xsMachine *the, void *data, xsMarkRoot markRoot) {
	Listener *listener = data;
	if (listener->onReadable)
		(*markRoot)(the, listener->onReadable);
}

static const xsHostHooks listenerHooks = {xs_listener_destructor, markListener, NULL};

void xs_listener_destructor(void *data) {
	Listener *listener = data;
	if (!listener)
		return;
	simLoopUnwatch(listener->watch);
	close(listener->fd);
	for (int i = 0; i < listener->count; i++)
		close(listener->pending[i]);
	free(listener);
}

static Listener *toListener(xsMachine *the, xsSlot *slot) {
	return xsmcGetHostDataValidate(*slot, (void *)&listenerHooks);
}

static void acceptConnections(void *machine, void *refcon, short events) {
	Listener *listener = refcon;
	(void)machine;
	(void)events;
	while (listener->count < MAXIMUM_PENDING) {
		int fd = accept(listener->fd, NULL, NULL);
		if (fd < 0)
			break;
		listener->pending[listener->count++] = fd;
	}
	simLoopChange(listener->watch, listener->count < MAXIMUM_PENDING ? POLLIN : 0);
	if (!listener->onReadable || !listener->count)
		return;
	xsBeginHost(listener->the);
	xsmcSetInteger(xsResult, listener->count);
	xsCallFunction1(xsReference(listener->onReadable), xsAccess(listener->object), xsResult);
	xsEndHost(listener->the);
}

static int listenOn(const IPAddress *address, socklen_t size) {
	int fd = ipBind(SOCK_STREAM, address, size);
	if (fd < 0 || !listen(fd, MAXIMUM_PENDING))
		return fd;
	int error = errno;
	close(fd);
	errno = error;
	return -1;
}

void xs_listener_constructor(xsMachine *the) {
	char format[FORMAT_SIZE];
	IPAddress address;
	xsSlot value;
	uint16_t port = ioGetPort(the, 0);
	socklen_t size = ioGetAddress(the, "0.0.0.0", port, &address);
	xsSlot *onReadable = ioGetCallback(the, xsID_onReadable);
	if (xsmcHas(xsArg(0), xsID_format)) {
		xsmcGet(value, xsArg(0), xsID_format);
		if (strcmp(xsmcToStringBuffer(value, format, sizeof(format)), "socket/tcp"))
			xsRangeError("format \"%s\" is not \"socket/tcp\"", format);
	}
	ioInitializeTarget(the);
	int fd = listenOn(&address, size);
	if (fd < 0)
		xsUnknownError("cannot listen on port %d: %s", port, strerror(errno));
	Listener *listener = calloc(1, sizeof(Listener));
	if (!listener) {
		close(fd);
		xsUnknownError("there is no memory for a listener");
	}
	listener->the = the;
	listener->fd = fd;
	listener->onReadable = onReadable;
	listener->watch = simLoopWatch(fd, POLLIN, acceptConnections, listener);
	listener->object = xsThis;
	xsmcSetHostData(xsThis, listener);
	xsSetHostHooks(xsThis, &listenerHooks);
	xsRemember(listener->object);
}

void xs_listener_close(xsMachine *the) {
	if (!xsmcGetHostData(xsThis))
		return;
	Listener *listener = toListener(the, &xsThis);
	xsForget(listener->object);
	xsmcSetHostData(xsThis, NULL);
	xsmcSetHostDestructor(xsThis, NULL);
	xs_listener_destructor(listener);
}

void xs_listener_pending(xsMachine *the) {
	xsmcSetInteger(xsResult, toListener(the, &xsThis)->count);
}

/** listener.read(tcp): the oldest connection is `tcp`'s. */
void xs_listener_read(xsMachine *the) {
	Listener *listener = toListener(the, &xsThis);
	if (!listener->count)
		return;
	int fd = listener->pending[0];
	listener->count--;
	memmove(listener->pending, listener->pending + 1, (size_t)listener->count * sizeof(int));
	simLoopChange(listener->watch, POLLIN);
	TCPConnection *connection = tcpAccept(fd);
	if (!connection)
		xsUnknownError("the connection cannot be used: %s", strerror(errno));
	xsResult = xsArg(0);
	tcpAttach(the, &xsArg(0), connection);
}

void xs_listener_get_port(xsMachine *the) {
	IPAddress address;
	socklen_t size = sizeof(address);
	if (getsockname(toListener(the, &xsThis)->fd, &address.any, &size))
		xsUnknownError("the port is not known: %s", strerror(errno));
	xsmcSetInteger(xsResult, ipPort(&address));
}
