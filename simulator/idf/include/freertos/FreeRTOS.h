/** The part of FreeRTOS's FreeRTOS.h (10.5.1, as in ESP-IDF v6.0) that the drivers use: a task is a POSIX
 * thread. */
#ifndef INC_FREERTOS_H
#define INC_FREERTOS_H

#include <stddef.h>
#include <stdint.h>
#include "freertos/FreeRTOSConfig.h"
#include "freertos/portmacro.h"
#include "freertos/projdefs.h"

#include "freertos/idf_additions.h"

#endif
