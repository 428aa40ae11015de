/** Newlib has a file here that FreeRTOS includes. */
#pragma once
