/** The part of ESP-IDF v6.0's FreeRTOSConfig.h that the drivers use. */
#pragma once

#include "sdkconfig.h"

#define configTICK_RATE_HZ CONFIG_FREERTOS_HZ
#define configMAX_PRIORITIES (25)
#define configMAX_TASK_NAME_LEN (16)
#define configNUMBER_OF_CORES CONFIG_FREERTOS_NUMBER_OF_CORES
#define configTASK_NOTIFICATION_ARRAY_ENTRIES CONFIG_FREERTOS_TASK_NOTIFICATION_ARRAY_ENTRIES
#define configSTACK_DEPTH_TYPE uint32_t
