#ifndef BELLTOWER_XS_TRACE_H
#define BELLTOWER_XS_TRACE_H

#include "xsAll.h"

/**
 * Defines the global `trace(...values)`: writes the values as strings, without anything between them or after
 * them, to stdout, and to xsbug while it is attached. Moddable SDK, documentation/xs/XS in C.md and
 * typings/global.d.ts.
 */
void simTraceDefine(txMachine *the);

#endif
