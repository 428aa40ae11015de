#ifndef DRIVER_FAULT_H
#define DRIVER_FAULT_H

#include "esp_err.h"

/** What went wrong in a task, on its way to JavaScript. */
typedef struct {
	/** One of the driver's error codes, NULL when nothing is wrong. */
	const char *code;
	/** What was tried and what came of it. */
	char message[160];
} driver_fault_t;

/** Fills `fault`; the message ends with the name and the number of `error` unless that is ESP_OK. */
void driver_fault_set(driver_fault_t *fault, const char *code, esp_err_t error, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

#endif
