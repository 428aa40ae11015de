/** What the constructors of IO classes have in common. ECMA-419, clause 9 (IO Class Pattern). */
#ifndef BELLTOWER_SDK_IO_OPTIONS_H
#define BELLTOWER_SDK_IO_OPTIONS_H

#include <stdint.h>

#include "ip-address.h"
#include "xsmc.h"

typedef enum { IO_FORMAT_NUMBER, IO_FORMAT_BUFFER } IOFormat;

/**
 * The callback of that name among the options (xsArg(0)), or NULL. Throws when it is not a function. Keep it
 * alive by marking it.
 */
xsSlot *ioGetCallback(xsMachine *the, xsIdentifier name);

/** Sets `this.target` to the options' target, if they have one. */
void ioInitializeTarget(xsMachine *the);

/** The port among the options; `fallback` when there is none, or if that is negative, an exception. */
uint16_t ioGetPort(xsMachine *the, int fallback);

/** The address among the options, or `fallback`, with the port; its size. Throws when the text is no address.
 */
socklen_t ioGetAddress(xsMachine *the, const char *fallback, uint16_t port, IPAddress *address);

/** The options' format: "number" or "buffer". Throws a RangeError on others. */
IOFormat ioGetFormat(xsMachine *the);

/** The format that the slot names. Throws a RangeError on others. */
IOFormat ioToFormat(xsMachine *the, xsSlot *slot);

/** Sets xsResult to the format's name. */
void ioReturnFormat(xsMachine *the, IOFormat format);

#endif
