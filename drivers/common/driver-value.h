#ifndef DRIVER_VALUE_H
#define DRIVER_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "driver-error.h"
#include "xsmc.h"

/** Where a value that JavaScript has given stands: class, path (such as "i2c.") and name, for messages. */
typedef struct {
	const char *part;
	const char *path;
	const char *name;
} driver_place_t;

/** Whole numbers from `minimum` to `maximum`. */
typedef struct {
	int32_t minimum;
	int32_t maximum;
} driver_range_t;

/** Throws an error with the code `bad-option` that says where, what is there, and what it must be. */
void driver_value_reject(xsMachine *the, driver_error_t kind, const driver_place_t *place, const char *wanted,
    xsSlot *value) __attribute__((noreturn));

bool driver_value_is_undefined(xsMachine *the, xsSlot *value);
bool driver_value_is_number(xsMachine *the, xsSlot *value);

/** The following return a value that is as it must be, or throw. None of them runs JavaScript. */
int32_t driver_value_integer(
    xsMachine *the, const driver_place_t *place, driver_range_t range, xsSlot *value);
bool driver_value_boolean(xsMachine *the, const driver_place_t *place, xsSlot *value);
void driver_value_object(xsMachine *the, const driver_place_t *place, xsSlot *value);

/** One of `count` strings; returns its index. */
size_t driver_value_string(
    xsMachine *the, const driver_place_t *place, const char *const *strings, size_t count, xsSlot *value);

/** One of `count` numbers; returns it. */
int32_t driver_value_number(
    xsMachine *the, const driver_place_t *place, const int32_t *numbers, size_t count, xsSlot *value);

/** The number of a GPIO of this chip, which can be an output if it must. */
int driver_value_pin(xsMachine *the, const driver_place_t *place, bool output, xsSlot *value);

#endif
