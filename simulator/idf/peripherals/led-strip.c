#include <string.h>
#include "driver/gpio.h"
#include "esp_check.h"
#include "esp_heap_caps.h"
#include "faults.h"
#include "led_strip.h"
#include "ws2812-part.h"

#define TAG "led_strip"
#define RMT_TX_CHANNELS 4

struct led_strip_t {
	int pin;
	bool uses_rmt;
	uint32_t length;
	/** Red, green and blue of each pixel, whatever order they go out in. */
	uint8_t colors[];
};

static int rmt_channels_used;

static esp_err_t check(const led_strip_config_t *config, led_strip_handle_t *result) {
	ESP_RETURN_ON_FALSE(config != NULL && result != NULL, ESP_ERR_INVALID_ARG, TAG, "invalid argument");
	ESP_RETURN_ON_FALSE(
	    GPIO_IS_VALID_OUTPUT_GPIO(config->strip_gpio_num), ESP_ERR_INVALID_ARG, TAG, "invalid GPIO number");
	ESP_RETURN_ON_FALSE(config->led_model == LED_MODEL_WS2812, ESP_ERR_INVALID_ARG, TAG,
	    "the simulated strip is a WS2812, not model %d", config->led_model);
	struct format_layout format = config->color_component_format.format;
	if (config->color_component_format.format_id == 0)
		return ESP_OK;
	unsigned positions = 1u << format.r_pos | 1u << format.g_pos | 1u << format.b_pos;
	ESP_RETURN_ON_FALSE(format.num_components == 3 && format.bytes_per_color <= 1 && positions == 7,
	    ESP_ERR_INVALID_ARG, TAG, "invalid order argument");
	return ESP_OK;
}

static esp_err_t new_strip(const led_strip_config_t *config, bool uses_rmt, led_strip_handle_t *result) {
	led_strip_handle_t strip = heap_caps_calloc(
	    1, sizeof *strip + (size_t)config->max_leds * 3, MALLOC_CAP_INTERNAL | MALLOC_CAP_8BIT);
	ESP_RETURN_ON_FALSE(strip != NULL, ESP_ERR_NO_MEM, TAG, "no mem for strip");
	strip->pin = config->strip_gpio_num;
	strip->uses_rmt = uses_rmt;
	strip->length = config->max_leds;
	*result = strip;
	return ESP_OK;
}

esp_err_t led_strip_new_rmt_device(const led_strip_config_t *led_config,
    const led_strip_rmt_config_t *rmt_config, led_strip_handle_t *ret_strip) {
	ESP_RETURN_ON_FALSE(rmt_config != NULL, ESP_ERR_INVALID_ARG, TAG, "invalid argument");
	ESP_RETURN_ON_ERROR(check(led_config, ret_strip), TAG, "invalid configuration");
	if (__atomic_add_fetch(&rmt_channels_used, 1, __ATOMIC_RELAXED) > RMT_TX_CHANNELS) {
		__atomic_sub_fetch(&rmt_channels_used, 1, __ATOMIC_RELAXED);
		ESP_LOGE(TAG, "create RMT TX channel failed");
		return ESP_ERR_NOT_FOUND;
	}
	esp_err_t result = new_strip(led_config, true, ret_strip);
	if (result != ESP_OK)
		__atomic_sub_fetch(&rmt_channels_used, 1, __ATOMIC_RELAXED);
	return result;
}

esp_err_t led_strip_new_spi_device(const led_strip_config_t *led_config,
    const led_strip_spi_config_t *spi_config, led_strip_handle_t *ret_strip) {
	ESP_RETURN_ON_FALSE(spi_config != NULL, ESP_ERR_INVALID_ARG, TAG, "invalid argument");
	ESP_RETURN_ON_ERROR(check(led_config, ret_strip), TAG, "invalid configuration");
	return new_strip(led_config, false, ret_strip);
}

esp_err_t led_strip_set_pixel(
    led_strip_handle_t strip, uint32_t index, uint32_t red, uint32_t green, uint32_t blue) {
	ESP_RETURN_ON_FALSE(strip != NULL, ESP_ERR_INVALID_ARG, TAG, "invalid argument");
	ESP_RETURN_ON_FALSE(
	    index < strip->length, ESP_ERR_INVALID_ARG, TAG, "index out of maximum number of LEDs");
	uint8_t *color = strip->colors + (size_t)index * 3;
	color[0] = (uint8_t)red;
	color[1] = (uint8_t)green;
	color[2] = (uint8_t)blue;
	return ESP_OK;
}

esp_err_t led_strip_refresh(led_strip_handle_t strip) {
	ESP_RETURN_ON_FALSE(strip != NULL, ESP_ERR_INVALID_ARG, TAG, "invalid argument");
	ESP_RETURN_ON_FALSE(!fault_happens(FAULT_LIGHT, strip->pin), ESP_FAIL, TAG, "transmit pixels failed");
	ws2812_shift(strip->pin, strip->colors, strip->length);
	return ESP_OK;
}

esp_err_t led_strip_clear(led_strip_handle_t strip) {
	ESP_RETURN_ON_FALSE(strip != NULL, ESP_ERR_INVALID_ARG, TAG, "invalid argument");
	memset(strip->colors, 0, (size_t)strip->length * 3);
	return led_strip_refresh(strip);
}

esp_err_t led_strip_del(led_strip_handle_t strip) {
	ESP_RETURN_ON_FALSE(strip != NULL, ESP_ERR_INVALID_ARG, TAG, "invalid argument");
	if (strip->uses_rmt)
		__atomic_sub_fetch(&rmt_channels_used, 1, __ATOMIC_RELAXED);
	heap_caps_free(strip);
	return ESP_OK;
}
