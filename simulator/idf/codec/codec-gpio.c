#include "driver/gpio.h"
#include "esp_codec_dev_defaults.h"
#include "esp_heap_caps.h"

static int gpio_setup(int16_t gpio, audio_gpio_dir_t dir, audio_gpio_mode_t mode) {
	if (gpio == -1)
		return ESP_CODEC_DEV_INVALID_ARG;
	gpio_config_t config = {
	    .pin_bit_mask = BIT64(gpio),
	    .mode = dir == AUDIO_GPIO_DIR_OUT ? GPIO_MODE_OUTPUT : GPIO_MODE_INPUT,
	    .pull_up_en = mode & AUDIO_GPIO_MODE_PULL_UP ? GPIO_PULLUP_ENABLE : GPIO_PULLUP_DISABLE,
	    .pull_down_en = mode & AUDIO_GPIO_MODE_PULL_DOWN ? GPIO_PULLDOWN_ENABLE : GPIO_PULLDOWN_DISABLE,
	};
	return gpio_config(&config) == ESP_OK ? ESP_CODEC_DEV_OK : ESP_CODEC_DEV_DRV_ERR;
}

static int gpio_set(int16_t gpio, bool high) {
	if (gpio == -1)
		return ESP_CODEC_DEV_INVALID_ARG;
	return gpio_set_level(gpio, high) == ESP_OK ? ESP_CODEC_DEV_OK : ESP_CODEC_DEV_DRV_ERR;
}

static bool gpio_get(int16_t gpio) {
	return gpio != -1 && gpio_get_level(gpio) != 0;
}

const audio_codec_gpio_if_t *audio_codec_new_gpio(void) {
	audio_codec_gpio_if_t *gpio = heap_caps_malloc(sizeof *gpio, MALLOC_CAP_INTERNAL | MALLOC_CAP_8BIT);
	if (gpio != NULL)
		*gpio = (audio_codec_gpio_if_t){gpio_setup, gpio_set, gpio_get};
	return gpio;
}

int audio_codec_delete_gpio_if(const audio_codec_gpio_if_t *gpio_if) {
	if (gpio_if == NULL)
		return ESP_CODEC_DEV_INVALID_ARG;
	heap_caps_free((void *)gpio_if);
	return ESP_CODEC_DEV_OK;
}
