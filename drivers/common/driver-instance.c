#include "driver-instance.h"

#include <stdatomic.h>
#include <stdio.h>

#include "driver-error.h"
#include "freertos/FreeRTOS.h"
#include "freertos/task.h"
#include "xsHost.h"

static driver_instance_t *instances;
static atomic_uintptr_t numbers;
static portMUX_TYPE lock = portMUX_INITIALIZER_UNLOCKED;

uintptr_t driver_instance_number(void) {
	return atomic_fetch_add(&numbers, 1) + 1;
}

void driver_instance_open(xsMachine *the, driver_instance_t *instance, uintptr_t number,
    const xsHostHooks *hooks, void (*deliver)(xsMachine *the, uintptr_t number)) {
	instance->the = the;
	instance->object = xsThis;
	instance->number = number;
	instance->deliver = deliver;
	xsmcSetHostData(xsThis, instance);
	xsSetHostHooks(xsThis, hooks);
	taskENTER_CRITICAL(&lock);
	instance->next = instances;
	instances = instance;
	taskEXIT_CRITICAL(&lock);
}

void driver_instance_close(driver_instance_t *instance) {
	driver_instance_keep(instance, false);
	taskENTER_CRITICAL(&lock);
	driver_instance_t **at = &instances;
	while (*at != NULL && *at != instance)
		at = &(*at)->next;
	if (*at != NULL)
		*at = instance->next;
	taskEXIT_CRITICAL(&lock);
}

driver_instance_t *driver_instance_find(xsMachine *the, uintptr_t number) {
	taskENTER_CRITICAL(&lock);
	driver_instance_t *instance = instances;
	while (instance != NULL && (instance->number != number || instance->the != the))
		instance = instance->next;
	taskEXIT_CRITICAL(&lock);
	return instance;
}

void driver_instance_keep(driver_instance_t *instance, bool keep) {
	xsMachine *the = instance->the;
	if (keep == instance->kept)
		return;
	instance->kept = keep;
	if (keep)
		xsRemember(instance->object);
	else
		xsForget(instance->object);
}

void driver_instance_mark(xsMachine *the, driver_instance_t *instance, xsMarkRoot markRoot) {
	for (int callback = 0; callback < DRIVER_CALLBACKS; callback++) {
		if (instance->callbacks[callback] != NULL)
			(*markRoot)(the, instance->callbacks[callback]);
	}
}

void driver_instance_call(xsMachine *the, uintptr_t number, int callback, xsSlot *argument) {
	driver_instance_t *instance = driver_instance_find(the, number);
	if (instance == NULL || instance->callbacks[callback] == NULL)
		return;
	if (argument == NULL)
		xsCallFunction0(xsReference(instance->callbacks[callback]), xsAccess(instance->object));
	else
		xsCallFunction1(xsReference(instance->callbacks[callback]), xsAccess(instance->object), *argument);
}

void driver_instance_fail(
    xsMachine *the, uintptr_t number, int callback, const char *part, const driver_fault_t *fault) {
	char message[sizeof fault->message + 16];
	snprintf(message, sizeof message, "%s: %s", part, fault->message);
	driver_error_make(the, DRIVER_ERROR, fault->code, message);
	driver_instance_call(the, number, callback, &xsResult);
}

static void deliver(void *machine, void *refcon, uint8_t *message, uint16_t messageLength) {
	(void)message;
	(void)messageLength;
	driver_instance_t *instance = driver_instance_find(machine, (uintptr_t)refcon);
	if (instance == NULL)
		return;
	void (*deliverTo)(xsMachine * the, uintptr_t number) = instance->deliver;
	xsBeginHost((xsMachine *)machine);
	deliverTo(the, (uintptr_t)refcon);
	xsEndHost((xsMachine *)machine);
}

bool driver_instance_post(void *machine, uintptr_t number) {
	return modMessagePostToMachine(machine, NULL, 0, deliver, (void *)number) == 0;
}
