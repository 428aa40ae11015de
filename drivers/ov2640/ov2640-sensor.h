#ifndef OV2640_SENSOR_H
#define OV2640_SENSOR_H

#include <stdbool.h>
#include <stdint.h>

#include "driver-fault.h"
#include "driver-part.h"
#include "esp_camera.h"

#define OV2640_NO_PIN (-1)
#define OV2640_DATA_PINS 8

/** Where the sensor is. */
typedef struct {
	int powerDown;
	int reset;
	int masterClock;
	int data[OV2640_DATA_PINS];
	int vsync;
	int href;
	int pixelClock;
	int i2cData;
	int i2cClock;
	int i2cPort;
	int masterClockFrequency;
} ov2640_pins_t;

/** What can be changed while it runs; see OV2640Configuration in ov2640.ts. */
typedef struct {
	framesize_t frameSize;
	/** What there is memory for once it is open: a larger one opens it anew. */
	framesize_t largest;
	int quality;
	int brightness;
	bool mirror;
	bool flip;
	/** 0: as many as the sensor delivers. */
	uint32_t framesPerSecond;
} ov2640_settings_t;

/** The sensor by way of esp32-camera. One task uses it. */
typedef struct {
	ov2640_pins_t pins;
	bool busAcquired;
	bool open;
	framesize_t largest;
	ov2640_settings_t applied;
} ov2640_sensor_t;

/** esp32-camera drives one sensor. */
extern driver_part_t ov2640_part;

typedef enum {
	OV2640_OPENED,
	/** `fault` says why. */
	OV2640_FAILED,
	/** Another instance has not closed it yet. */
	OV2640_TAKEN
} ov2640_opening_t;

/** Gives the sensor clock and memory and starts it with these settings. */
ov2640_opening_t ov2640_sensor_open(
    ov2640_sensor_t *sensor, const ov2640_settings_t *settings, driver_fault_t *fault);

/** Stops it. No frame may be out. Harmless when it is closed. */
void ov2640_sensor_close(ov2640_sensor_t *sensor);

/** Whether the open sensor can take these settings without being opened anew. */
bool ov2640_sensor_fits(const ov2640_sensor_t *sensor, const ov2640_settings_t *settings);

/** Changes what differs. Returns false and says in `fault` what the sensor did not take. */
bool ov2640_sensor_apply(ov2640_sensor_t *sensor, const ov2640_settings_t *settings, driver_fault_t *fault);

#endif
