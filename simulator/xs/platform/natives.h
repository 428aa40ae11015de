/**
 * `native("xs_function")` and `Native("xs_destructor")`, the SDK's way to bind C (documentation/xs/XS in
 * C.md), resolved at run time by name among the program's own symbols.
 */
#ifndef BELLTOWER_XS_NATIVES_H
#define BELLTOWER_XS_NATIVES_H

#include "xsAll.h"

/** Defines the globals `native` and `Native`. Each name is looked up once; its function is made once. */
void simNativesDefine(txMachine *the);

/** Forgets what was looked up. After the machine is gone. */
void simNativesFree(void);

/** Defines a global function. */
void simDefineGlobal(txMachine *the, const char *name, txCallback callback, int length);

#endif
