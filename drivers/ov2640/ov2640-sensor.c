#include "ov2640-sensor.h"

#include "driver-i2c-bus.h"

/** One is filled, one waits as the newest, one is with JavaScript. */
#define FRAME_BUFFERS 3

driver_part_t ov2640_part;

static camera_config_t configuration_of(const ov2640_sensor_t *sensor, const ov2640_settings_t *settings) {
	const ov2640_pins_t *pins = &sensor->pins;
	return (camera_config_t){
	    .pin_pwdn = pins->powerDown,
	    .pin_reset = pins->reset,
	    .pin_xclk = pins->masterClock,
	    .pin_sccb_sda = OV2640_NO_PIN,
	    .pin_sccb_scl = OV2640_NO_PIN,
	    .pin_d0 = pins->data[0],
	    .pin_d1 = pins->data[1],
	    .pin_d2 = pins->data[2],
	    .pin_d3 = pins->data[3],
	    .pin_d4 = pins->data[4],
	    .pin_d5 = pins->data[5],
	    .pin_d6 = pins->data[6],
	    .pin_d7 = pins->data[7],
	    .pin_vsync = pins->vsync,
	    .pin_href = pins->href,
	    .pin_pclk = pins->pixelClock,
	    .xclk_freq_hz = pins->masterClockFrequency,
	    .ledc_timer = LEDC_TIMER_0,
	    .ledc_channel = LEDC_CHANNEL_0,
	    .pixel_format = PIXFORMAT_JPEG,
	    .frame_size = sensor->largest,
	    .jpeg_quality = settings->quality,
	    .fb_count = FRAME_BUFFERS,
	    .fb_location = CAMERA_FB_IN_PSRAM,
	    .grab_mode = CAMERA_GRAB_LATEST,
	    .sccb_i2c_port = pins->i2cPort,
	};
}

static bool open_bus(ov2640_sensor_t *sensor, driver_fault_t *fault) {
	const ov2640_pins_t *pins = &sensor->pins;
	i2c_master_bus_handle_t bus;
	esp_err_t error = driver_i2c_bus_acquire(pins->i2cPort, pins->i2cData, pins->i2cClock, &bus);
	sensor->busAcquired = error == ESP_OK;
	if (error != ESP_OK)
		driver_fault_set(fault, "camera-failed", error,
		    "can't open I2C port %d with data pin %d, clock pin %d", pins->i2cPort, pins->i2cData,
		    pins->i2cClock);
	return sensor->busAcquired;
}

static bool start(ov2640_sensor_t *sensor, const ov2640_settings_t *settings, driver_fault_t *fault) {
	const camera_config_t configuration = configuration_of(sensor, settings);
	esp_err_t error = esp_camera_init(&configuration);
	sensor->open = error == ESP_OK;
	if (error == ESP_ERR_NOT_SUPPORTED || error == ESP_ERR_CAMERA_NOT_DETECTED)
		driver_fault_set(fault, "camera-not-found", error,
		    "no sensor answers on I2C port %d with %d Hz on its clock pin %d", sensor->pins.i2cPort,
		    sensor->pins.masterClockFrequency, sensor->pins.masterClock);
	else if (error == ESP_ERR_NO_MEM)
		driver_fault_set(fault, "no-memory", error, "no memory for %d frames", FRAME_BUFFERS);
	else if (error != ESP_OK)
		driver_fault_set(fault, "camera-failed", error, "can't start the sensor");
	return sensor->open;
}

ov2640_opening_t ov2640_sensor_open(
    ov2640_sensor_t *sensor, const ov2640_settings_t *settings, driver_fault_t *fault) {
	if (!driver_part_hold(&ov2640_part, sensor))
		return OV2640_TAKEN;
	sensor->largest = settings->largest > settings->frameSize ? settings->largest : settings->frameSize;
	/* What esp_camera_init sets; the rest is the sensor's own default. */
	sensor->applied = (ov2640_settings_t){.frameSize = sensor->largest, .quality = settings->quality};
	if (open_bus(sensor, fault) && start(sensor, settings, fault) &&
	    ov2640_sensor_apply(sensor, settings, fault))
		return OV2640_OPENED;
	ov2640_sensor_close(sensor);
	return OV2640_FAILED;
}

void ov2640_sensor_close(ov2640_sensor_t *sensor) {
	if (sensor->open)
		esp_camera_deinit();
	sensor->open = false;
	if (sensor->busAcquired)
		driver_i2c_bus_release(sensor->pins.i2cPort);
	sensor->busAcquired = false;
	driver_part_release(&ov2640_part, sensor);
}

bool ov2640_sensor_fits(const ov2640_sensor_t *sensor, const ov2640_settings_t *settings) {
	return settings->frameSize <= sensor->largest;
}

bool ov2640_sensor_apply(ov2640_sensor_t *sensor, const ov2640_settings_t *settings, driver_fault_t *fault) {
	sensor_t *device = esp_camera_sensor_get();
	const ov2640_settings_t *applied = &sensor->applied;
	const char *refused = NULL;
	if (settings->frameSize != applied->frameSize && device->set_framesize(device, settings->frameSize) != 0)
		refused = "frameSize";
	if (settings->quality != applied->quality && device->set_quality(device, settings->quality) != 0)
		refused = "quality";
	if (settings->brightness != applied->brightness &&
	    device->set_brightness(device, settings->brightness) != 0)
		refused = "brightness";
	if (settings->mirror != applied->mirror && device->set_hmirror(device, settings->mirror) != 0)
		refused = "mirror";
	if (settings->flip != applied->flip && device->set_vflip(device, settings->flip) != 0)
		refused = "flip";
	sensor->applied = *settings;
	if (refused != NULL)
		driver_fault_set(fault, "camera-failed", ESP_OK, "the sensor does not take its %s", refused);
	return refused == NULL;
}
