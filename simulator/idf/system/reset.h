/**
 * What the chip does on a reset: the boot loader runs again, in the place of the program. It is the program
 * that BELLTOWER_BOOT names, started as `BELLTOWER_BOOT --boot FLASH FOLDER PARAMETERS...`.
 */
#pragma once

#include <stdbool.h>
#include "esp_system.h"

/** The exit status of a program that wants to be started again, and was not started by the boot loader. */
#define RESTART_STATUS 75

/** Notes the program's parameters, which the next one is given, too. They must stay. */
void simulated_parameters(char **parameters);

/** Ends the program by a reset. May be called by a signal's handler and on any thread. */
void simulated_reset(esp_reset_reason_t reason) __attribute__((__noreturn__));

/**
 * To be called when the program has failed. While it is on trial, that is a reset; one that has proved itself
 * may end, so that what is wrong can be read.
 */
void simulated_panic(esp_reset_reason_t reason);

/** Says whether the program is on trial. */
void simulated_trial(bool trial);

/** Whether the watchdog was told to look after the program: the seconds it may be busy; 0 for no. */
int simulated_watchdog_seconds(void);
