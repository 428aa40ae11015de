/**
 * The OV2640 sensor on the simulated board: registers over I2C (SCCB), JPEGs over the camera port.
 *
 * It looks at what BELLTOWER_CAMERA names (a JPEG file, a file of JPEGs one after the other, or a folder of
 * JPEG files: in order, over and over), or at a doorstep.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "i2c-target.h"

extern const i2c_target_t ov2640_i2c_target;

/** What the registers say. */
typedef struct {
	unsigned width, height;
	/** 0 (best) to 63. */
	unsigned quality;
	/** -2 to 2 each, 0 as seen. */
	int brightness, contrast, saturation;
	bool is_mirrored, is_flipped;
} ov2640_settings_t;

ov2640_settings_t ov2640_settings(void);

/** Microseconds from one frame to the next, of this width and with this master clock in Hz. */
int64_t ov2640_frame_period(unsigned width, int master_clock);

/**
 * Exposes one frame and writes its JPEG to `buffer`. Returns its size, 0 when `capacity` is too small.
 * Only one thread may do so at a time.
 */
size_t ov2640_expose(const ov2640_settings_t *settings, uint8_t *buffer, size_t capacity);
