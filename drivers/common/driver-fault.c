#include "driver-fault.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void driver_fault_set(driver_fault_t *fault, const char *code, esp_err_t error, const char *format, ...) {
	fault->code = code;
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(fault->message, sizeof fault->message, format, arguments);
	va_end(arguments);
	if (error != ESP_OK) {
		size_t length = strlen(fault->message);
		snprintf(fault->message + length, sizeof fault->message - length, ": %s (0x%x)",
		    esp_err_to_name(error), (unsigned)error);
	}
}
