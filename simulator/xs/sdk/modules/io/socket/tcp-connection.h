/**
 * A TCP connection with buffers of a board's size, driven by the event loop. It knows no JavaScript.
 *
 * Credit is what may still be written. It falls with each write and is whole again once the kernel has sent
 * everything (TCP_NOTSENT_LOWAT), not once that was acknowledged: a network that takes nothing is felt,
 * delayed acknowledgements are not. Writes of one turn of the loop go out together, as lwIP's do.
 */
#ifndef BELLTOWER_SDK_TCP_CONNECTION_H
#define BELLTOWER_SDK_TCP_CONNECTION_H

#include "ip-address.h"
#include "loop.h"
#include "tcp-buffer.h"

#include <stdint.h>

/** `errorNumber` of a connection that the other side closed. */
#define TCP_CLOSED_BY_PEER (-1)

typedef struct TCPConnection TCPConnection;

/** What a connection tells its owner. Any of them may close the connection. */
typedef struct {
	void (*readable)(void *owner, size_t bytes);
	void (*writable)(void *owner, size_t bytes);
	/** Nothing more comes, and all that came was read. */
	void (*ended)(void *owner, int errorNumber);
} TCPEvents;

/** Connects to a numeric address. NULL: errno says why; EINVAL for what is no address. */
TCPConnection *tcpConnect(const char *address, uint16_t port);

/** Takes an accepted connection. NULL: errno says why, and `fd` is closed. */
TCPConnection *tcpAccept(int fd);

/** Who is told from now on. If there is something to tell already, it is told in the next turn of the loop.
 */
void tcpSetOwner(TCPConnection *connection, const TCPEvents *events, void *owner);

void tcpSetNoDelay(TCPConnection *connection, bool on);

/** Whether it is connected, and not over. */
bool tcpIsOpen(const TCPConnection *connection);

/** Bytes that can be read, and that can be written. */
size_t tcpReadable(const TCPConnection *connection);
size_t tcpWritable(const TCPConnection *connection);

/** Takes out `count` bytes; there must be as many. */
void tcpRead(TCPConnection *connection, void *bytes, size_t count);

/** Writes `count` bytes; at most what is writable. */
void tcpWrite(TCPConnection *connection, const void *bytes, size_t count);

/** The other side's address; false if it isn't known. */
bool tcpRemote(const TCPConnection *connection, IPAddress *address);

/** Ends it. The owner is told nothing more. What was written is still sent, for ten seconds at most. */
void tcpClose(TCPConnection *connection);

#endif
