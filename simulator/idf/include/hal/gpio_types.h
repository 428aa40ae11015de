/** The part of ESP-IDF v6.0's hal/gpio_types.h that the drivers use. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include "esp_bit_defs.h"
#include "soc/gpio_num.h"
#include "soc/soc_caps.h"

#define GPIO_PIN_COUNT (SOC_GPIO_PIN_COUNT)
#define GPIO_IS_VALID_GPIO(gpio_num)                                                                         \
	((gpio_num >= 0) && (gpio_num <= (SOC_GPIO_PIN_COUNT - 1)) &&                                            \
	    (((1ULL << (gpio_num)) & SOC_GPIO_VALID_GPIO_MASK) != 0))
#define GPIO_IS_VALID_OUTPUT_GPIO(gpio_num)                                                                  \
	((gpio_num >= 0) && (gpio_num <= SOC_GPIO_OUT_RANGE_MAX) &&                                              \
	    (((1ULL << (gpio_num)) & SOC_GPIO_VALID_OUTPUT_GPIO_MASK) != 0))

typedef enum {
	GPIO_INTR_DISABLE = 0,
	GPIO_INTR_POSEDGE = 1,
	GPIO_INTR_NEGEDGE = 2,
	GPIO_INTR_ANYEDGE = 3,
	GPIO_INTR_LOW_LEVEL = 4,
	GPIO_INTR_HIGH_LEVEL = 5,
	GPIO_INTR_MAX,
} gpio_int_type_t;

#define GPIO_MODE_DEF_DISABLE (0)
#define GPIO_MODE_DEF_INPUT (BIT0)
#define GPIO_MODE_DEF_OUTPUT (BIT1)
#define GPIO_MODE_DEF_OD (BIT2)

typedef enum {
	GPIO_MODE_DISABLE = GPIO_MODE_DEF_DISABLE,
	GPIO_MODE_INPUT = GPIO_MODE_DEF_INPUT,
	GPIO_MODE_OUTPUT = GPIO_MODE_DEF_OUTPUT,
	GPIO_MODE_OUTPUT_OD = ((GPIO_MODE_DEF_OUTPUT) | (GPIO_MODE_DEF_OD)),
	GPIO_MODE_INPUT_OUTPUT_OD = ((GPIO_MODE_DEF_INPUT) | (GPIO_MODE_DEF_OUTPUT) | (GPIO_MODE_DEF_OD)),
	GPIO_MODE_INPUT_OUTPUT = ((GPIO_MODE_DEF_INPUT) | (GPIO_MODE_DEF_OUTPUT)),
} gpio_mode_t;

typedef enum {
	GPIO_PULLUP_DISABLE = 0x0,
	GPIO_PULLUP_ENABLE = 0x1,
} gpio_pullup_t;

typedef enum {
	GPIO_PULLDOWN_DISABLE = 0x0,
	GPIO_PULLDOWN_ENABLE = 0x1,
} gpio_pulldown_t;

typedef enum {
	GPIO_PULLUP_ONLY,
	GPIO_PULLDOWN_ONLY,
	GPIO_PULLUP_PULLDOWN,
	GPIO_FLOATING,
} gpio_pull_mode_t;
