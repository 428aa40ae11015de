/** The sensor's control bus, SCCB: I2C with 8-bit registers in two banks. */
#pragma once

#include <stdint.h>
#include "esp_camera.h"

/** Opens the bus that the configuration names: its own pins', or one that is there already. */
esp_err_t camera_control_open(const camera_config_t *config);
void camera_control_close(void);

/** ESP_OK when a part acknowledges at `address`; registers are then read and written there. */
esp_err_t camera_control_probe(uint8_t address);

/** The register's value, -1 when the sensor does not answer. */
int camera_control_read(uint8_t bank, uint8_t address);

/** 0, or -1 when the sensor does not answer. */
int camera_control_write(uint8_t bank, uint8_t address, uint8_t value);
