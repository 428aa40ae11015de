#include "tcp-connection.h"
#include "mc.defines.h"
#include "modTimer.h"
#include "statistics.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* lwIP's on the ESP32-S3: CONFIG_LWIP_TCP_SND_BUF_DEFAULT, CONFIG_LWIP_TCP_WND_DEFAULT. */
#ifndef MODDEF_TCP_SENDBUFFER
#define MODDEF_TCP_SENDBUFFER 5744
#endif
#ifndef MODDEF_TCP_RECEIVEBUFFER
#define MODDEF_TCP_RECEIVEBUFFER 5744
#endif
#define MAXIMUM_BUFFER (64 * 1024 * 1024)

#define LINGER_MILLISECONDS 10000

#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0
#endif

typedef enum { CONNECTING, OPEN, ENDED } State;

struct TCPConnection {
	int fd;
	State state;
	int errorNumber;
	const TCPEvents *events;
	void *owner;
	SimWatch *watch;
	modTimer linger;
	int inUse;
	bool readableDue;
	bool writableDue;
	bool endTold;
	TCPBuffer received;
	TCPBuffer unsent;
	size_t credit;
};

static size_t bufferSize(const char *variable, size_t fallback) {
	const char *text = getenv(variable);
	long size = text ? strtol(text, NULL, 10) : 0;
	return size > 0 && size <= MAXIMUM_BUFFER ? (size_t)size : fallback;
}

static void destroy(TCPConnection *it) {
	simLoopUnwatch(it->watch);
	modTimerRemove(it->linger);
	close(it->fd);
	tcpBufferClose(&it->received);
	tcpBufferClose(&it->unsent);
	free(it);
	simStatisticAdd(SIM_NETWORK_SOCKETS, -1);
}

static void updateWatch(TCPConnection *it) {
	short events = 0;
	if (it->state == CONNECTING)
		events = POLLOUT;
	else if (it->state == OPEN) {
		if (it->events && tcpBufferRoom(&it->received))
			events |= POLLIN;
		if (it->credit < it->unsent.capacity)
			events |= POLLOUT;
	}
	simLoopChange(it->watch, events);
}

static void end(TCPConnection *it, int errorNumber) {
	it->state = ENDED;
	it->errorNumber = errorNumber;
	it->unsent.length = 0;
}

static void finishConnect(TCPConnection *it) {
	int error = 0;
	socklen_t size = sizeof(error);
	if (getsockopt(it->fd, SOL_SOCKET, SO_ERROR, &error, &size))
		error = errno;
	if (error) {
		end(it, error);
		return;
	}
	it->state = OPEN;
	it->writableDue = true;
}

static bool isPassing(int error) {
	return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

static void receive(TCPConnection *it) {
	size_t room;
	uint8_t *space = tcpBufferSpace(&it->received, &room);
	if (!room)
		return;
	ssize_t count = recv(it->fd, space, room, 0);
	if (count > 0) {
		simStatisticAdd(SIM_NETWORK_BYTES_READ, (int)count);
		tcpBufferAdded(&it->received, (size_t)count);
		it->readableDue = true;
	} else if (count == 0)
		end(it, TCP_CLOSED_BY_PEER);
	else if (!isPassing(errno))
		end(it, errno);
}

static bool isAllSent(int fd) {
	struct pollfd polled = {.fd = fd, .events = POLLOUT};
	return poll(&polled, 1, 0) > 0 && (polled.revents & POLLOUT);
}

static void flush(TCPConnection *it) {
	while (it->state == OPEN && it->unsent.length) {
		ssize_t count = send(it->fd, tcpBufferBytes(&it->unsent), it->unsent.length, MSG_NOSIGNAL);
		if (count >= 0) {
			simStatisticAdd(SIM_NETWORK_BYTES_WRITTEN, (int)count);
			tcpBufferDrop(&it->unsent, (size_t)count);
		} else if (isPassing(errno))
			return;
		else
			end(it, errno);
	}
	if (it->state == OPEN && it->credit < it->unsent.capacity && isAllSent(it->fd)) {
		it->credit = it->unsent.capacity;
		it->writableDue = true;
	}
}

/* Each event's callback may close the connection, which takes away `events`. */
static void tell(TCPConnection *it) {
	if (it->events && it->readableDue && it->received.length) {
		it->readableDue = false;
		(*it->events->readable)(it->owner, it->received.length);
	}
	if (it->events && it->writableDue && it->state == OPEN) {
		it->writableDue = false;
		(*it->events->writable)(it->owner, it->credit);
	}
	if (it->events && it->state == ENDED && !it->received.length && !it->endTold) {
		it->endTold = true;
		(*it->events->ended)(it->owner, it->errorNumber);
	}
}

static bool isOver(TCPConnection *it) {
	return !it->events && (it->state != OPEN || !it->unsent.length);
}

static void turn(void *the, void *refcon, short events) {
	TCPConnection *it = refcon;
	(void)the;
	it->inUse++;
	if (it->state == CONNECTING && (events & ~POLLNVAL))
		finishConnect(it);
	else if (it->state == OPEN) {
		if (events & (POLLIN | POLLHUP | POLLERR))
			receive(it);
		flush(it);
	}
	tell(it);
	it->inUse--;
	if (isOver(it) && !it->inUse)
		destroy(it);
	else
		updateWatch(it);
}

/* For what is to happen in the next turn without the network's doing. */
static void soon(TCPConnection *it) {
	if (it->state != CONNECTING)
		simLoopSoon(it->watch, POLLOUT);
}

static TCPConnection *create(int fd, State state) {
	int lowWater = 1;
	TCPConnection *it = calloc(1, sizeof(TCPConnection));
	if (!it) {
		close(fd);
		return NULL;
	}
	simStatisticAdd(SIM_NETWORK_SOCKETS, 1);
	it->fd = fd;
	it->state = state;
	it->watch = simLoopWatch(fd, 0, turn, it);
	if (!ipPrepare(fd) || setsockopt(fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &lowWater, sizeof(lowWater)) ||
	    !it->watch ||
	    !tcpBufferOpen(&it->received, bufferSize("BELLTOWER_TCP_RECEIVE_BUFFER", MODDEF_TCP_RECEIVEBUFFER)) ||
	    !tcpBufferOpen(&it->unsent, bufferSize("BELLTOWER_TCP_SEND_BUFFER", MODDEF_TCP_SENDBUFFER))) {
		int error = errno;
		destroy(it);
		errno = error;
		return NULL;
	}
	it->credit = it->unsent.capacity;
	it->writableDue = state == OPEN;
	return it;
}

TCPConnection *tcpConnect(const char *text, uint16_t port) {
	IPAddress address;
	socklen_t size = ipFromText(text, port, &address);
	if (!size) {
		errno = EINVAL;
		return NULL;
	}
	int fd = socket(address.any.sa_family, SOCK_STREAM, 0);
	TCPConnection *it = fd < 0 ? NULL : create(fd, CONNECTING);
	if (it && connect(fd, &address.any, size) && errno != EINPROGRESS) {
		end(it, errno);
		soon(it);
	}
	return it;
}

TCPConnection *tcpAccept(int fd) {
	return create(fd, OPEN);
}

void tcpSetOwner(TCPConnection *it, const TCPEvents *events, void *owner) {
	it->events = events;
	it->owner = owner;
	it->readableDue = it->received.length > 0;
	it->writableDue = it->state == OPEN && it->credit;
	updateWatch(it);
	soon(it);
}

void tcpSetNoDelay(TCPConnection *it, bool on) {
	int value = on;
	setsockopt(it->fd, IPPROTO_TCP, TCP_NODELAY, &value, sizeof(value));
}

bool tcpIsOpen(const TCPConnection *it) {
	return it->state == OPEN;
}

size_t tcpReadable(const TCPConnection *it) {
	return it->received.length;
}

size_t tcpWritable(const TCPConnection *it) {
	return it->credit;
}

void tcpRead(TCPConnection *it, void *bytes, size_t count) {
	memcpy(bytes, tcpBufferBytes(&it->received), count);
	tcpBufferDrop(&it->received, count);
	updateWatch(it);
	if (it->state == ENDED && !it->received.length)
		soon(it);
}

void tcpWrite(TCPConnection *it, const void *bytes, size_t count) {
	size_t room;
	uint8_t *space = tcpBufferSpace(&it->unsent, &room);
	memcpy(space, bytes, count);
	tcpBufferAdded(&it->unsent, count);
	it->credit -= count;
	updateWatch(it);
	soon(it);
}

bool tcpRemote(const TCPConnection *it, IPAddress *address) {
	socklen_t length = sizeof(*address);
	return !getpeername(it->fd, &address->any, &length);
}

static void giveUp(modTimer timer, void *refcon, int refconSize) {
	TCPConnection *it = *(TCPConnection **)refcon;
	(void)timer;
	(void)refconSize;
	it->linger = NULL;
	destroy(it);
}

void tcpClose(TCPConnection *it) {
	it->events = NULL;
	it->owner = NULL;
	flush(it);
	if (!isOver(it)) {
		it->linger = modTimerAdd(LINGER_MILLISECONDS, 0, giveUp, &it, sizeof(it));
		updateWatch(it);
	} else if (!it->inUse)
		destroy(it);
}
