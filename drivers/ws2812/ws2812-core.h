#ifndef WS2812_CORE_H
#define WS2812_CORE_H

#include <stdbool.h>
#include <stdint.h>

#include "driver-health.h"
#include "driver-notice.h"
#include "driver-task.h"
#include "led_strip.h"

/** What JavaScript is told, as bits of a notice. */
enum { WS2812_EVENT_FAULT = 1 << 0, WS2812_EVENT_RECOVERED = 1 << 1 };

typedef enum { WS2812_BUS_RMT, WS2812_BUS_SPI } ws2812_bus_t;

typedef struct {
	int pin;
	uint32_t length;
	ws2812_bus_t bus;
	/** In mA; UINT32_MAX for no limit. */
	uint32_t maximumCurrent;
	driver_task_configuration_t task;
} ws2812_configuration_t;

/** The driver without JavaScript. The task alone calls the strip, and clocks out the newest colors. */
typedef struct {
	driver_shared_t shared;
	ws2812_configuration_t configuration;
	driver_notice_t notice;
	driver_task_t task;
	driver_health_t health;

	/** Guards what follows, up to the task's own. */
	SemaphoreHandle_t lock;
	uint8_t *colors;
	bool changed;
	uint32_t current;

	/** The task's own. */
	uint8_t *shown;
	led_strip_handle_t strip;
} ws2812_core_t;

/** Opens no hardware. Returns NULL when there is no memory. */
ws2812_core_t *ws2812_core_create(const ws2812_configuration_t *configuration, void *machine,
    driver_notice_post_t post, uintptr_t instance);

/** Turns the strip dark and gives the core up. Waits at most so many milliseconds; then the task goes on
 * alone. */
void ws2812_core_close(ws2812_core_t *core, uint32_t milliseconds);

typedef enum { WS2812_WRITTEN, WS2812_IN_USE, WS2812_NO_MEMORY } ws2812_write_t;

/** Shows three bytes for each pixel, dimmed to the maximum current. */
ws2812_write_t ws2812_core_write(ws2812_core_t *core, const uint8_t *colors);

/** What the colors last written draw, in mA. */
uint32_t ws2812_core_current(ws2812_core_t *core);

#endif
