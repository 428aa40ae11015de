#include <stdbool.h>
#include <stddef.h>
#include "esp_system.h"

#define MOST_HANDLERS 5

static shutdown_handler_t handlers[MOST_HANDLERS];

/** Of simulator/xs alone: tells when the program is asked to end, as by SIGTERM. */
__attribute__((weak)) void simEndingListen(void (*callback)(void));

static void call_handlers(void) {
	for (int index = MOST_HANDLERS - 1; index >= 0; index--)
		if (handlers[index] != NULL)
			handlers[index]();
}

esp_err_t esp_register_shutdown_handler(shutdown_handler_t handle) {
	if (handle == NULL)
		return ESP_ERR_INVALID_ARG;
	for (int index = 0; index < MOST_HANDLERS; index++) {
		if (handlers[index] == handle)
			return ESP_ERR_INVALID_STATE;
		if (handlers[index] == NULL) {
			handlers[index] = handle;
			if (simEndingListen != NULL)
				simEndingListen(call_handlers);
			return ESP_OK;
		}
	}
	return ESP_ERR_NO_MEM;
}
