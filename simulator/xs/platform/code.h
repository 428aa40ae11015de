/** Bytecode that stays where it is for the machine's life, as it stays in flash on the chip. */
#ifndef BELLTOWER_XS_CODE_H
#define BELLTOWER_XS_CODE_H

#include "xsAll.h"
#include "xsScript.h"

/**
 * Takes over what the parser made: gives its names the machine's identifiers, and makes functions and string
 * literals refer to the bytecode rather than copy it into chunks each time they are evaluated. The script can
 * be run any number of times and is not deleted by the engine.
 */
void simCodeKeep(txMachine *the, txScript *script);

/** Frees all that was kept. After the machine is gone. */
void simCodeFree(void);

#endif
