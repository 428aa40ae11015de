/** Reports on stderr: what went wrong, where in the TypeScript, and the stack. */
#ifndef BELLTOWER_XS_REPORT_H
#define BELLTOWER_XS_REPORT_H

#include "xsAll.h"

/** Prints an exception: its class, code, message, stack, and the same of its causes. Runs no JavaScript of
 * it. */
void simReportException(txMachine *the, const char *what, txSlot *exception);

/** Prints the JavaScript that is running now. */
void simReportStack(txMachine *the);

/** The path as it is printed: relative to the working directory where it lies in it. */
const char *simReportPath(const char *path);

/**
 * Stops the machine for a reason that no JavaScript can handle, such as a C function that there is not:
 * prints the sentence and the stack and jumps to where the machine was started.
 */
void simReportFatal(txMachine *the, const char *format, ...) __attribute__((noreturn, format(printf, 2, 3)));

#endif
