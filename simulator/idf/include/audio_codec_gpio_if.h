/** esp_codec_dev 1.5's audio_codec_gpio_if.h: how a codec's pins are driven. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
	AUDIO_GPIO_MODE_FLOAT,
	AUDIO_GPIO_MODE_PULL_UP = (1 << 0),
	AUDIO_GPIO_MODE_PULL_DOWN = (1 << 1),
} audio_gpio_mode_t;

typedef enum {
	AUDIO_GPIO_DIR_OUT,
	AUDIO_GPIO_DIR_IN,
} audio_gpio_dir_t;

typedef struct {
	int (*setup)(int16_t gpio, audio_gpio_dir_t dir, audio_gpio_mode_t mode);
	int (*set)(int16_t gpio, bool high);
	bool (*get)(int16_t gpio);
} audio_codec_gpio_if_t;

int audio_codec_delete_gpio_if(const audio_codec_gpio_if_t *gpio_if);

#ifdef __cplusplus
}
#endif
