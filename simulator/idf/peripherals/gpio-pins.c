#include <pthread.h>
#include "driver/gpio.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct {
	gpio_mode_t mode;
	gpio_pull_mode_t pull;
	bool level;
} pins[GPIO_PIN_COUNT];

static void change(gpio_num_t pin, void (*with)(gpio_num_t pin, uint32_t value), uint32_t value) {
	pthread_mutex_lock(&lock);
	with(pin, value);
	pthread_mutex_unlock(&lock);
}

static void set_mode(gpio_num_t pin, uint32_t value) {
	pins[pin].mode = value;
}

static void set_pull(gpio_num_t pin, uint32_t value) {
	pins[pin].pull = value;
}

static void set_output(gpio_num_t pin, uint32_t value) {
	pins[pin].level = value != 0;
}

esp_err_t gpio_set_direction(gpio_num_t gpio_num, gpio_mode_t mode) {
	if (!GPIO_IS_VALID_GPIO(gpio_num))
		return ESP_ERR_INVALID_ARG;
	change(gpio_num, set_mode, mode);
	return ESP_OK;
}

esp_err_t gpio_set_pull_mode(gpio_num_t gpio_num, gpio_pull_mode_t pull) {
	if (!GPIO_IS_VALID_GPIO(gpio_num))
		return ESP_ERR_INVALID_ARG;
	change(gpio_num, set_pull, pull);
	return ESP_OK;
}

esp_err_t gpio_config(const gpio_config_t *pGPIOConfig) {
	if (pGPIOConfig->pin_bit_mask == 0 || (pGPIOConfig->pin_bit_mask & ~SOC_GPIO_VALID_GPIO_MASK) != 0)
		return ESP_ERR_INVALID_ARG;
	bool up = pGPIOConfig->pull_up_en == GPIO_PULLUP_ENABLE;
	bool down = pGPIOConfig->pull_down_en == GPIO_PULLDOWN_ENABLE;
	gpio_pull_mode_t pull = up && down ? GPIO_PULLUP_PULLDOWN
	                        : up       ? GPIO_PULLUP_ONLY
	                        : down     ? GPIO_PULLDOWN_ONLY
	                                   : GPIO_FLOATING;
	for (int pin = 0; pin < GPIO_PIN_COUNT; pin++)
		if (pGPIOConfig->pin_bit_mask >> pin & 1) {
			gpio_set_direction(pin, pGPIOConfig->mode);
			gpio_set_pull_mode(pin, pull);
		}
	return ESP_OK;
}

esp_err_t gpio_reset_pin(gpio_num_t gpio_num) {
	if (!GPIO_IS_VALID_GPIO(gpio_num))
		return ESP_ERR_INVALID_ARG;
	change(gpio_num, set_mode, GPIO_MODE_DISABLE);
	change(gpio_num, set_pull, GPIO_PULLUP_ONLY);
	change(gpio_num, set_output, 0);
	return ESP_OK;
}

esp_err_t gpio_set_level(gpio_num_t gpio_num, uint32_t level) {
	if (!GPIO_IS_VALID_OUTPUT_GPIO(gpio_num))
		return ESP_ERR_INVALID_ARG;
	change(gpio_num, set_output, level);
	return ESP_OK;
}

int gpio_get_level(gpio_num_t gpio_num) {
	if (!GPIO_IS_VALID_GPIO(gpio_num))
		return 0;
	pthread_mutex_lock(&lock);
	gpio_mode_t mode = pins[gpio_num].mode;
	bool is_pulled_up = pins[gpio_num].pull == GPIO_PULLUP_ONLY;
	bool level = mode & GPIO_MODE_DEF_OUTPUT ? pins[gpio_num].level : is_pulled_up;
	pthread_mutex_unlock(&lock);
	return level && mode & GPIO_MODE_DEF_INPUT ? 1 : 0;
}
