#include "ws2812-core.h"

#include <string.h>

#include "driver-part.h"
#include "esp_heap_caps.h"
#include "soc/soc_caps.h"
#include "strip-current.h"

/** With DMA a channel's memory is a buffer in RAM, large enough that interrupts are few. */
#define DMA_SYMBOLS 1024

#if SOC_RMT_SUPPORT_DMA
#define WITH_DMA true
#else
#define WITH_DMA false
#endif

#define TAKEN_MILLISECONDS 2

/** A strip for each pin, each for one instance at a time. */
static driver_part_t parts[SOC_GPIO_PIN_COUNT];

static driver_part_t *part_of(const ws2812_core_t *core) {
	return &parts[core->configuration.pin];
}

static size_t size_of(const ws2812_core_t *core) {
	return 3 * (size_t)core->configuration.length;
}

static void report(ws2812_core_t *core, const char *code, esp_err_t error, const char *what) {
	driver_fault_t fault;
	driver_fault_set(&fault, code, error, "can't %s the strip of %u pixels on pin %d", what,
	    (unsigned)core->configuration.length, core->configuration.pin);
	driver_health_failed(&core->health, 0, &fault);
}

static esp_err_t open_rmt(ws2812_core_t *core, const led_strip_config_t *strip, bool withDMA) {
	const led_strip_rmt_config_t configuration = {
	    .clk_src = RMT_CLK_SRC_DEFAULT,
	    .mem_block_symbols = withDMA ? DMA_SYMBOLS : 0,
	    .flags.with_dma = withDMA,
	};
	return led_strip_new_rmt_device(strip, &configuration, &core->strip);
}

static esp_err_t open_spi(ws2812_core_t *core, const led_strip_config_t *strip) {
	const led_strip_spi_config_t configuration = {
	    .clk_src = SPI_CLK_SRC_DEFAULT,
	    .spi_bus = SPI2_HOST,
	    .flags.with_dma = true,
	};
	return led_strip_new_spi_device(strip, &configuration, &core->strip);
}

static bool open_strip(ws2812_core_t *core) {
	const led_strip_config_t strip = {
	    .strip_gpio_num = core->configuration.pin,
	    .max_leds = core->configuration.length,
	    .led_model = LED_MODEL_WS2812,
	    .color_component_format = LED_STRIP_COLOR_COMPONENT_FMT_GRB,
	};
	if (core->strip != NULL)
		return true;
	esp_err_t error;
	if (core->configuration.bus == WS2812_BUS_SPI)
		error = open_spi(core, &strip);
	else
		error = open_rmt(core, &strip, WITH_DMA);
	/* One channel only has DMA: another driver may have it. */
	if (error != ESP_OK && WITH_DMA && core->configuration.bus == WS2812_BUS_RMT)
		error = open_rmt(core, &strip, false);
	if (error == ESP_OK)
		return true;
	core->strip = NULL;
	report(core, error == ESP_ERR_NO_MEM ? "no-memory" : "light-failed", error, "open");
	return false;
}

static void close_strip(ws2812_core_t *core) {
	if (core->strip != NULL)
		led_strip_del(core->strip);
	core->strip = NULL;
}

static void show(ws2812_core_t *core) {
	if (!open_strip(core))
		return;
	esp_err_t error = ESP_OK;
	for (uint32_t index = 0; index < core->configuration.length && error == ESP_OK; index++) {
		const uint8_t *color = core->shown + 3 * index;
		error = led_strip_set_pixel(core->strip, index, color[0], color[1], color[2]);
	}
	if (error == ESP_OK)
		error = led_strip_refresh(core->strip);
	if (error == ESP_OK) {
		driver_health_worked(&core->health);
	} else {
		close_strip(core);
		report(core, "light-failed", error, "set");
	}
}

static bool take_colors(ws2812_core_t *core) {
	xSemaphoreTake(core->lock, portMAX_DELAY);
	bool changed = core->changed;
	if (changed)
		memcpy(core->shown, core->colors, size_of(core));
	core->changed = false;
	xSemaphoreGive(core->lock);
	return changed;
}

static void run(driver_shared_t *shared) {
	ws2812_core_t *core = (ws2812_core_t *)shared;
	while (!driver_task_is_ending(&core->task)) {
		if (!driver_part_hold(part_of(core), core))
			driver_task_sleep(&core->task, TAKEN_MILLISECONDS);
		else if (take_colors(core))
			show(core);
		else
			driver_task_rest(&core->task);
	}
	if (core->strip != NULL)
		led_strip_clear(core->strip);
	close_strip(core);
	driver_part_release(part_of(core), core);
}

static void destroy(driver_shared_t *shared) {
	ws2812_core_t *core = (ws2812_core_t *)shared;
	driver_task_destroy(&core->task);
	driver_notice_destroy(&core->notice);
	driver_health_destroy(&core->health);
	if (core->lock != NULL)
		vSemaphoreDelete(core->lock);
	heap_caps_free(core->colors);
	heap_caps_free(core->shown);
	heap_caps_free(core);
}

ws2812_core_t *ws2812_core_create(const ws2812_configuration_t *configuration, void *machine,
    driver_notice_post_t post, uintptr_t instance) {
	ws2812_core_t *core = heap_caps_calloc(1, sizeof(ws2812_core_t), MALLOC_CAP_INTERNAL | MALLOC_CAP_8BIT);
	if (core == NULL)
		return NULL;
	driver_shared_initialize(&core->shared, destroy);
	core->configuration = *configuration;
	core->lock = xSemaphoreCreateMutex();
	core->colors = heap_caps_calloc(1, size_of(core), MALLOC_CAP_8BIT);
	core->shown = heap_caps_calloc(1, size_of(core), MALLOC_CAP_8BIT);
	bool created = driver_notice_initialize(&core->notice, machine, post, instance);
	created =
	    driver_health_initialize(&core->health, &core->notice, WS2812_EVENT_FAULT, WS2812_EVENT_RECOVERED) &&
	    created;
	created = driver_task_initialize(&core->task, &core->shared, run) && created;
	if (created && core->lock != NULL && core->colors != NULL && core->shown != NULL)
		return core;
	driver_shared_release(&core->shared);
	return NULL;
}

void ws2812_core_close(ws2812_core_t *core, uint32_t milliseconds) {
	driver_notice_close(&core->notice);
	driver_part_unreserve(part_of(core), core);
	driver_task_end(&core->task);
	driver_task_join(&core->task, milliseconds);
	driver_shared_release(&core->shared);
}

ws2812_write_t ws2812_core_write(ws2812_core_t *core, const uint8_t *colors) {
	if (!driver_part_reserve(part_of(core), core))
		return WS2812_IN_USE;
	xSemaphoreTake(core->lock, portMAX_DELAY);
	memcpy(core->colors, colors, size_of(core));
	core->current =
	    strip_current_limit(core->colors, core->configuration.length, core->configuration.maximumCurrent);
	core->changed = true;
	xSemaphoreGive(core->lock);
	return driver_task_start(&core->task, &core->configuration.task) ? WS2812_WRITTEN : WS2812_NO_MEMORY;
}

uint32_t ws2812_core_current(ws2812_core_t *core) {
	xSemaphoreTake(core->lock, portMAX_DELAY);
	uint32_t current = core->current;
	xSemaphoreGive(core->lock);
	return current;
}
