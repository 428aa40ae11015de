/**
 * xsbug: the engine's side of its wire. The machine connects to XSBUG_HOST, port XSBUG_PORT (5002 by
 * default), where XSBUG_HOST is set; otherwise nothing is tried. Blocking, as a program that is being
 * debugged waits for the debugger.
 */
#include "xsAll.h"
#include "loop.h"

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>

static int connection = -1;
static SimWatch *watch = NULL;

static void receiveCommand(void *machine, void *refcon, short events) {
	txMachine *the = machine;
	(void)refcon;
	(void)events;
	fxDebugCommand(the);
	if (the->breakOnStartFlag && connection >= 0) {
		fxBeginHost(the);
		fxDebugger(the, NULL, 0);
		fxEndHost(the);
	}
}

static int openConnection(const char *host, const char *port) {
	struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
	struct addrinfo *list = NULL;
	int error = getaddrinfo(host, port, &hints, &list);
	int fd = -1;
	if (error) {
		fprintf(stderr, "belltower: XSBUG_HOST=%s: %s\n", host, gai_strerror(error));
		return -1;
	}
	for (struct addrinfo *it = list; it && fd < 0; it = it->ai_next) {
		fd = socket(it->ai_family, it->ai_socktype, it->ai_protocol);
		if (fd >= 0 && connect(fd, it->ai_addr, it->ai_addrlen)) {
			close(fd);
			fd = -1;
		}
	}
	freeaddrinfo(list);
	if (fd < 0)
		fprintf(
		    stderr, "belltower: xsbug does not answer at %s port %s (XSBUG_HOST, XSBUG_PORT)\n", host, port);
	return fd;
}

void fxConnect(txMachine *the) {
	const char *host = getenv("XSBUG_HOST");
	const char *port = getenv("XSBUG_PORT");
	(void)the;
	if (!host || !host[0])
		return;
	connection = openConnection(host, port && port[0] ? port : "5002");
	if (connection >= 0)
		watch = simLoopWatch(connection, POLLIN, receiveCommand, NULL);
}

void fxDisconnect(txMachine *the) {
	(void)the;
	simLoopUnwatch(watch);
	watch = NULL;
	if (connection >= 0)
		close(connection);
	connection = -1;
}

txBoolean fxIsConnected(txMachine *the) {
	(void)the;
	return connection >= 0;
}

txBoolean fxIsReadable(txMachine *the) {
	struct pollfd polled = {.fd = connection, .events = POLLIN};
	(void)the;
	return connection >= 0 && poll(&polled, 1, 0) > 0;
}

void fxReceive(txMachine *the) {
	ssize_t count;
	size_t room = sizeof(the->debugBuffer) - (size_t)the->debugOffset - 1;
	if (connection < 0 || !room)
		return;
	do
		count = recv(connection, the->debugBuffer + the->debugOffset, room, 0);
	while (count < 0 && errno == EINTR);
	if (count <= 0) {
		fxDisconnect(the);
		return;
	}
	the->debugOffset += (txSize)count;
	the->debugBuffer[the->debugOffset] = 0;
}

void fxSend(txMachine *the, txBoolean more) {
	txSize offset = 0;
	(void)more;
	while (connection >= 0 && offset < the->echoOffset) {
		ssize_t count =
		    send(connection, the->echoBuffer + offset, (size_t)(the->echoOffset - offset), MSG_NOSIGNAL);
		if (count >= 0)
			offset += (txSize)count;
		else if (errno != EINTR)
			fxDisconnect(the);
	}
}
