/** What the listener needs of the class TCP. */
#ifndef BELLTOWER_SDK_TCP_H
#define BELLTOWER_SDK_TCP_H

#include "tcp-connection.h"
#include "xsmc.h"

/** Gives a connection to a TCP instance that was made without options. */
void tcpAttach(xsMachine *the, xsSlot *instance, TCPConnection *connection);

#endif
