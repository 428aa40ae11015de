#ifndef DRIVER_OPTIONS_H
#define DRIVER_OPTIONS_H

#include "driver-value.h"

/**
 * Options that JavaScript gives to a constructor. What is missing, has the wrong type or is out of range
 * throws a TypeError or RangeError with the code `bad-option` that names the option, its value and what it
 * must be. Reading an option can run JavaScript (a getter), so all options are read before anything is
 * allocated.
 */
typedef struct {
	/** The object, in a slot of the frame. */
	xsSlot *object;
	/** The class, for the message. */
	const char *part;
	/** What comes before an option's name in the message, "i2c." for example. */
	const char *path;
} driver_options_t;

/** The first argument, which must be an object. */
driver_options_t driver_options_argument(xsMachine *the, const char *part);

/** The option `id`, which must be an object; it is kept in `variable`. */
driver_options_t driver_options_object(xsMachine *the, const driver_options_t *options, xsIdentifier id,
    const char *name, const char *path, xsSlot *variable);

/** Whether the option is there. */
bool driver_options_has(xsMachine *the, const driver_options_t *options, xsIdentifier id);

/** An option that must be there. */
int32_t driver_options_integer(
    xsMachine *the, const driver_options_t *options, xsIdentifier id, const char *name, driver_range_t range);

/** An option that is `otherwise` when it is undefined. */
int32_t driver_options_integer_or(xsMachine *the, const driver_options_t *options, xsIdentifier id,
    const char *name, driver_range_t range, int32_t otherwise);

/** The number of a GPIO that can be an input. */
int driver_options_input_pin(
    xsMachine *the, const driver_options_t *options, xsIdentifier id, const char *name);

/** The number of a GPIO that can be an output. */
int driver_options_output_pin(
    xsMachine *the, const driver_options_t *options, xsIdentifier id, const char *name);

/** The number of a GPIO that can be an output, or -1 when it is undefined. */
int driver_options_output_pin_or_none(
    xsMachine *the, const driver_options_t *options, xsIdentifier id, const char *name);

/** The numbers of `count` GPIOs that can be inputs, an array. */
void driver_options_input_pins(xsMachine *the, const driver_options_t *options, xsIdentifier id,
    const char *name, int *pins, size_t count);

/** One of `count` numbers, which are in order; returns the number. */
int32_t driver_options_number_of(xsMachine *the, const driver_options_t *options, xsIdentifier id,
    const char *name, const int32_t *numbers, size_t count, int32_t otherwise);

/** One of `count` strings; returns its index. */
size_t driver_options_string_of(xsMachine *the, const driver_options_t *options, xsIdentifier id,
    const char *name, const char *const *strings, size_t count, size_t otherwise);

bool driver_options_boolean(
    xsMachine *the, const driver_options_t *options, xsIdentifier id, const char *name, bool otherwise);

/** A function to be marked by the driver, or NULL when it is undefined. */
xsSlot *driver_options_callback(
    xsMachine *the, const driver_options_t *options, xsIdentifier id, const char *name);

/** Copies the option `target` to the instance, if it is there. */
void driver_options_target(xsMachine *the, const driver_options_t *options);

#endif
