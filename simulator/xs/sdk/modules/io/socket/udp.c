#include "io-options.h"
#include "loop.h"
#include "mc.xs.h"
#include "statistics.h"
#include "xsHost.h"

#include <poll.h>
#include <unistd.h>

#define MAXIMUM_PACKET 65536

typedef struct {
	xsMachine *the;
	xsSlot object;
	xsSlot *onReadable;
	SimWatch *watch;
	int fd;
} UDP;

void xs_udp_destructor(void *data);

static void markUDP(xsMachine *the, void *data, xsMarkRoot markRoot) {
	UDP *udp = data;
	if (udp->onReadable)
		(*markRoot)(the, udp->onReadable);
}

static const xsHostHooks udpHooks = {xs_udp_destructor, markUDP, NULL};

void xs_udp_destructor(void *data) {
	UDP *udp = data;
	if (!udp)
		return;
	simLoopUnwatch(udp->watch);
	close(udp->fd);
	free(udp);
	simStatisticAdd(SIM_NETWORK_SOCKETS, -1);
}

static UDP *thisUDP(xsMachine *the) {
	return xsmcGetHostDataValidate(xsThis, (void *)&udpHooks);
}

/* Watches no longer until the script has read: what it leaves unread would be readable without end. */
static void readable(void *machine, void *refcon, short events) {
	UDP *udp = refcon;
	(void)machine;
	(void)events;
	simLoopChange(udp->watch, 0);
	if (!udp->onReadable)
		return;
	xsBeginHost(udp->the);
	xsmcSetInteger(xsResult, 1);
	xsCallFunction1(xsReference(udp->onReadable), xsAccess(udp->object), xsResult);
	xsEndHost(udp->the);
}

static int getTimeToLive(xsMachine *the) {
	xsSlot value;
	if (!xsmcHas(xsArg(0), xsID_timeToLive))
		return 0;
	xsmcGet(value, xsArg(0), xsID_timeToLive);
	int timeToLive = xsmcToInteger(value);
	if (timeToLive < 1 || timeToLive > 255)
		xsRangeError("timeToLive %d is not from 1 to 255", timeToLive);
	return timeToLive;
}

void xs_udp_constructor(xsMachine *the) {
	IPAddress address;
	xsSlot *onReadable = ioGetCallback(the, xsID_onReadable);
	uint16_t port = ioGetPort(the, 0);
	int timeToLive = getTimeToLive(the);
	socklen_t size = ioGetAddress(the, "0.0.0.0", port, &address);
	if (ioGetFormat(the) != IO_FORMAT_BUFFER)
		xsRangeError("format must be \"buffer\"");
	ioInitializeTarget(the);
	int fd = ipBind(SOCK_DGRAM, &address, size);
	if (fd < 0)
		xsUnknownError("cannot receive at port %d: %s", port, strerror(errno));
	UDP *udp = calloc(1, sizeof(UDP));
	SimWatch *watch = udp ? simLoopWatch(fd, POLLIN, readable, udp) : NULL;
	if (!watch) {
		free(udp);
		close(fd);
		xsUnknownError("there is no memory for a socket");
	}
	if (timeToLive)
		setsockopt(fd, IPPROTO_IP, IP_TTL, &timeToLive, sizeof(timeToLive));
	simStatisticAdd(SIM_NETWORK_SOCKETS, 1);
	udp->the = the;
	udp->fd = fd;
	udp->watch = watch;
	udp->onReadable = onReadable;
	udp->object = xsThis;
	xsmcSetHostData(xsThis, udp);
	xsSetHostHooks(xsThis, &udpHooks);
	xsRemember(udp->object);
}

void xs_udp_close(xsMachine *the) {
	if (!xsmcGetHostData(xsThis))
		return;
	UDP *udp = thisUDP(the);
	xsForget(udp->object);
	xsmcSetHostData(xsThis, NULL);
	xsmcSetHostDestructor(xsThis, NULL);
	xs_udp_destructor(udp);
}

void xs_udp_read(xsMachine *the) {
	static uint8_t packet[MAXIMUM_PACKET];
	char text[IP_ADDRESS_TEXT_SIZE];
	IPAddress address;
	socklen_t size = sizeof(address);
	UDP *udp = thisUDP(the);
	ssize_t count = recvfrom(udp->fd, packet, sizeof(packet), 0, &address.any, &size);
	simLoopChange(udp->watch, POLLIN);
	if (count < 0 || !ipToText(&address, text))
		return;
	simStatisticAdd(SIM_NETWORK_BYTES_READ, (int)count);
	xsmcVars(1);
	xsmcSetArrayBuffer(xsResult, packet, (xsIntegerValue)count);
	xsmcSetInteger(xsVar(0), ipPort(&address));
	xsmcSet(xsResult, xsID_port, xsVar(0));
	xsmcSetString(xsVar(0), text);
	xsmcSet(xsResult, xsID_address, xsVar(0));
}

void xs_udp_write(xsMachine *the) {
	char text[IP_ADDRESS_TEXT_SIZE];
	IPAddress address;
	void *bytes;
	xsUnsignedValue count;
	UDP *udp = thisUDP(the);
	int port = xsmcToInteger(xsArg(2));
	if (port < 0 || port > 65535)
		xsRangeError("port %d is not from 0 to 65535", port);
	socklen_t size = ipFromText(xsmcToStringBuffer(xsArg(1), text, sizeof(text)), (uint16_t)port, &address);
	if (!size)
		xsRangeError("\"%s\" is no IP address", text);
	xsmcGetBufferReadable(xsArg(0), &bytes, &count);
	if (sendto(udp->fd, bytes, count, 0, &address.any, size) < 0)
		xsUnknownError("%u bytes could not be sent to %s port %d: %s", count, text, port, strerror(errno));
	simStatisticAdd(SIM_NETWORK_BYTES_WRITTEN, (int)count);
}
