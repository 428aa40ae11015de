#ifndef BELLTOWER_SDK_TCP_ERROR_H
#define BELLTOWER_SDK_TCP_ERROR_H

#include "xsmc.h"

/** Sets xsResult to an Error for an errno, or TCP_CLOSED_BY_PEER, with a `code` such as "ECONNREFUSED" or
 * "closed". */
void tcpReturnError(xsMachine *the, int errorNumber);

#endif
