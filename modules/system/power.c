#include "xsmc.h"

/* The SDK's declares modMessagePostToMachine only where it knows of XS. */
#include "esp_system.h"
#include "mc.xs.h"
#include "xsHost.h"

/* A shutdown handler has no argument, and there is one machine. */
static xsMachine *machine;
static xsSlot callback;

static void deliver(void *the, void *refcon, uint8_t *message, uint16_t length) {
	(void)the;
	(void)refcon;
	(void)message;
	(void)length;
	xsBeginHost(machine);
	xsCallFunction0(xsAccess(callback), xsGlobal);
	xsEndHost(machine);
}

static void shut_down(void) {
	modMessagePostToMachine(machine, NULL, 0, deliver, NULL);
}

void xs_power_onShutdown(xsMachine *the) {
	if (machine != NULL)
		xsUnknownError("somebody else is called back already");
	machine = the;
	callback = xsArg(0);
	xsRemember(callback);
	if (esp_register_shutdown_handler(shut_down) != ESP_OK)
		xsUnknownError("no shutdown handler can be registered");
}

void xs_power_restart(xsMachine *the) {
	(void)the;
	esp_restart();
}
