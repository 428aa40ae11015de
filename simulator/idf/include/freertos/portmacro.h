/** The part of ESP-IDF v6.0's portmacro.h for Xtensa that the drivers use. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include "spinlock.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef uint8_t StackType_t;
typedef int BaseType_t;
typedef unsigned int UBaseType_t;
typedef uint32_t TickType_t;

#define portMAX_DELAY (TickType_t)0xffffffffUL
#define portTICK_PERIOD_MS ((TickType_t)1000 / configTICK_RATE_HZ)

typedef spinlock_t portMUX_TYPE;

#define portMUX_INITIALIZER_UNLOCKED SPINLOCK_INITIALIZER
#define portMUX_INITIALIZE(mux) spinlock_initialize(mux)
#define portMUX_NO_TIMEOUT SPINLOCK_WAIT_FOREVER
#define portMUX_TRY_LOCK SPINLOCK_NO_WAIT

BaseType_t xPortEnterCriticalTimeout(portMUX_TYPE *mux, BaseType_t timeout);
void vPortExitCritical(portMUX_TYPE *mux);
BaseType_t xPortInIsrContext(void);
void vPortYield(void);

static inline void __attribute__((always_inline)) vPortEnterCritical(portMUX_TYPE *mux) {
	xPortEnterCriticalTimeout(mux, portMUX_NO_TIMEOUT);
}

#define portTRY_ENTER_CRITICAL(mux, timeout) xPortEnterCriticalTimeout(mux, timeout)
#define portENTER_CRITICAL(mux) vPortEnterCritical(mux)
#define portEXIT_CRITICAL(mux) vPortExitCritical(mux)
#define portENTER_CRITICAL_ISR(mux) vPortEnterCritical(mux)
#define portEXIT_CRITICAL_ISR(mux) vPortExitCritical(mux)
#define portENTER_CRITICAL_SAFE(mux) vPortEnterCritical(mux)
#define portEXIT_CRITICAL_SAFE(mux) vPortExitCritical(mux)
#define portYIELD() vPortYield()
#define portYIELD_FROM_ISR(...) vPortYield()

#ifdef __cplusplus
}
#endif
