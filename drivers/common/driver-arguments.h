#ifndef DRIVER_ARGUMENTS_H
#define DRIVER_ARGUMENTS_H

#include "driver-value.h"

/**
 * Arguments of a method, which are checked as options are. `part` is the class and `name` the argument, for
 * the message.
 */
int32_t driver_argument_integer(
    xsMachine *the, const char *part, int index, const char *name, driver_range_t range);
bool driver_argument_boolean(xsMachine *the, const char *part, int index, const char *name);

/** One of `count` strings; returns its index. */
size_t driver_argument_string_of(
    xsMachine *the, const char *part, int index, const char *name, const char *const *strings, size_t count);

/** An object; returns its slot. */
xsSlot *driver_argument_object(xsMachine *the, const char *part, int index, const char *name);

/**
 * The bytes of an ArrayBuffer, a view of one (of any element type), or a host buffer. They can move when
 * memory is allocated on the machine, so they are to be used at once. Reading the argument can run
 * JavaScript, which can close the instance: its record is to be got afterwards.
 */
void *driver_argument_buffer(
    xsMachine *the, const char *part, int index, bool writable, xsUnsignedValue *length);

#endif
