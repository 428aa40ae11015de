#ifndef DRIVER_INSTANCE_H
#define DRIVER_INSTANCE_H

#include <stdbool.h>
#include <stdint.h>

#include "driver-fault.h"
#include "xsmc.h"

/** How many callbacks a driver can have. */
#define DRIVER_CALLBACKS 4

/**
 * The JavaScript side of a driver's instance: what its record begins with. While it is kept, the garbage
 * collector does not take it, for its tasks have something to tell it. It is found by its number, so that a
 * notice that comes too late finds nothing. All functions are for JavaScript's thread.
 */
typedef struct driver_instance {
	xsMachine *the;
	xsSlot object;
	uintptr_t number;
	bool kept;
	xsSlot *callbacks[DRIVER_CALLBACKS];
	void (*deliver)(xsMachine *the, uintptr_t number);
	struct driver_instance *next;
} driver_instance_t;

/** A number that no instance has had. */
uintptr_t driver_instance_number(void);

/**
 * Makes a record, which begins with `instance` and is zero but for what its driver has put there, the host
 * data of xsThis. `deliver` is called, in a host frame, for each notice.
 */
void driver_instance_open(xsMachine *the, driver_instance_t *instance, uintptr_t number,
    const xsHostHooks *hooks, void (*deliver)(xsMachine *the, uintptr_t number));

/** Removes the instance; notices that are under way find nothing. Safe in a destructor unless it is kept. */
void driver_instance_close(driver_instance_t *instance);

/** The instance of that number, or NULL when it has been closed. */
driver_instance_t *driver_instance_find(xsMachine *the, uintptr_t number);

/** From now on the garbage collector takes the instance, or does not. */
void driver_instance_keep(driver_instance_t *instance, bool keep);

/** For the hooks' marker. */
void driver_instance_mark(xsMachine *the, driver_instance_t *instance, xsMarkRoot markRoot);

/** Calls a callback with `argument` (NULL: none), if the instance is open and has it. It may close the
 * instance. */
void driver_instance_call(xsMachine *the, uintptr_t number, int callback, xsSlot *argument);

/** Calls a callback with an Error made of `fault`. */
void driver_instance_fail(
    xsMachine *the, uintptr_t number, int callback, const char *part, const driver_fault_t *fault);

/** Sends a notice to the machine; a driver_notice_post_t. */
bool driver_instance_post(void *machine, uintptr_t number);

#endif
