/**
 * The ES8311 codec on the simulated board: registers over I2C, sound over I2S, a microphone and a speaker.
 *
 * The microphone hears the WAV file that BELLTOWER_MICROPHONE names, over and over, or a quiet street; the
 * speaker is recorded to the file that BELLTOWER_SPEAKER names. BELLTOWER_ECHO (milliseconds, a comma,
 * decibels; such as `12,-18`) lets the microphone hear the speaker too.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "i2c-target.h"

/** One I2S frame: left and right slot. */
typedef int16_t i2s_frame_t[2];

extern const i2c_target_t es8311_i2c_target;

/**
 * Moves `count` frames at `rate` frames a second: `output` to the DAC (NULL: the line is idle), and from the
 * ADC to `input` (NULL: nobody listens). What both carry happens at the same time.
 */
void es8311_exchange(const i2s_frame_t *output, i2s_frame_t *input, size_t count, uint32_t rate);

/** The value of a register, for tests. */
uint8_t es8311_register(uint8_t address);

/** Lets the microphone hear the speaker, `delay` ms later and changed by `level` dB; a level of -96 and less
 * ends it. */
void es8311_set_echo(unsigned delay, float level);
