#ifndef ES8311_HARDWARE_H
#define ES8311_HARDWARE_H

#include <stdbool.h>
#include <stdint.h>

#include "audio_codec_ctrl_if.h"
#include "audio_codec_data_if.h"
#include "audio_codec_if.h"
#include "driver/i2s_common.h"
#include "driver-fault.h"
#include "driver-part.h"
#include "esp_codec_dev.h"
#include "freertos/FreeRTOS.h"
#include "freertos/semphr.h"

/** I2S ports that can be named; a codec can be on each. */
#define ES8311_PORTS 2

/** A pin that is not connected. */
#define ES8311_NO_PIN (-1)

typedef enum { ES8311_INPUT, ES8311_OUTPUT, ES8311_DIRECTIONS } es8311_direction_t;

/** Where the codec is and how it samples: 16 bits, one channel (two with `reference`). The I2C address has 7
 * bits. */
typedef struct {
	int i2cPort;
	int i2cData;
	int i2cClock;
	int i2cAddress;
	int i2sPort;
	int masterClock;
	int bitClock;
	int wordSelect;
	int dataIn;
	int dataOut;
	int amplifier;
	int sampleRate;
	/** Whether what the DAC plays is recorded beside the microphone, in the second slot of each I2S frame. */
	bool reference;
} es8311_pins_t;

/**
 * The codec, its I2S port and its I2C bus, by way of esp_codec_dev. It has power and clock while a direction
 * is open. Two tasks use it, one for each direction; opening and closing is serialized here.
 */
typedef struct {
	es8311_pins_t pins;
	SemaphoreHandle_t lock;
	bool open[ES8311_DIRECTIONS];

	bool busAcquired;
	i2s_chan_handle_t transmit;
	i2s_chan_handle_t receive;
	const audio_codec_ctrl_if_t *control;
	const audio_codec_data_if_t *data;
	const audio_codec_if_t *codec;
	esp_codec_dev_handle_t devices[ES8311_DIRECTIONS];
} es8311_hardware_t;

/** The I2S ports, each for one instance at a time. */
extern driver_part_t es8311_parts[ES8311_PORTS];

/** Returns false when there is no memory. */
bool es8311_hardware_initialize(es8311_hardware_t *hardware, const es8311_pins_t *pins);

void es8311_hardware_destroy(es8311_hardware_t *hardware);

typedef enum {
	ES8311_OPENED,
	/** `fault` says why. */
	ES8311_FAILED,
	/** Another instance has not closed it yet. */
	ES8311_TAKEN
} es8311_opening_t;

/** Opens a direction that is closed, with power and clock if it is the first. */
es8311_opening_t es8311_hardware_open(
    es8311_hardware_t *hardware, es8311_direction_t direction, driver_fault_t *fault);

/** Closes a direction that is open, and takes away power and clock with the last. */
void es8311_hardware_close(es8311_hardware_t *hardware, es8311_direction_t direction);

/** Records `length` bytes, of both slots by turns with `reference`; returns false when the clock stands
 * still, after a second. */
bool es8311_hardware_read(es8311_hardware_t *hardware, void *bytes, uint32_t length);

/** Plays `length` bytes; returns false when the clock stands still, after a second. */
bool es8311_hardware_write(es8311_hardware_t *hardware, void *bytes, uint32_t length);

/** 0 to 100; the output must be open. */
void es8311_hardware_set_volume(es8311_hardware_t *hardware, int volume);

/** The output must be open. */
void es8311_hardware_set_mute(es8311_hardware_t *hardware, bool mute);

/** 0 to 42 dB; the input must be open. */
void es8311_hardware_set_gain(es8311_hardware_t *hardware, int gain);

#endif
