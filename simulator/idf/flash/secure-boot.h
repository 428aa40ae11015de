#pragma once

#include <stdbool.h>

/** Whether the program that runs was built to take signed updates only: whether its own image is signed. */
bool secure_boot_checks_updates(void);
