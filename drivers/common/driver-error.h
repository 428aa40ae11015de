#ifndef DRIVER_ERROR_H
#define DRIVER_ERROR_H

#include "xsmc.h"

typedef enum { DRIVER_ERROR, DRIVER_TYPE_ERROR, DRIVER_RANGE_ERROR } driver_error_t;

/** Puts a new error with `message` and the property `code` into the frame's xsResult. */
void driver_error_make(xsMachine *the, driver_error_t kind, const char *code, const char *message);

/** Throws an error with the property `code`. */
void driver_error_throw(xsMachine *the, driver_error_t kind, const char *code, const char *format, ...)
    __attribute__((noreturn, format(printf, 4, 5)));

/** The host data of `slot`, which must have been made with `hooks`; throws when it has been closed. */
void *driver_error_unless_open(xsMachine *the, xsSlot *slot, const xsHostHooks *hooks, const char *what);

#endif
