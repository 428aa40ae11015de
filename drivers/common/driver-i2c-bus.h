#ifndef DRIVER_I2C_BUS_H
#define DRIVER_I2C_BUS_H

#include "driver/i2c_master.h"
#include "esp_err.h"

/** Pins of an I2C bus that was made by somebody else. */
#define DRIVER_I2C_PINS_UNKNOWN (-1)

/**
 * Lends the I2C bus of `port`. The first user makes it, with the pins it names; the following share it and
 * must name the same pins; the last gives it back. With DRIVER_I2C_PINS_UNKNOWN for both pins the bus must
 * exist, made here or by anybody. For tasks only: it can wait for another that is making the bus.
 *
 * Returns ESP_ERR_INVALID_STATE when the bus exists with other pins, ESP_ERR_NOT_FOUND when it has to exist
 * and does not, else what i2c_new_master_bus returns.
 */
esp_err_t driver_i2c_bus_acquire(int port, int data, int clock, i2c_master_bus_handle_t *bus);

/** Gives back what `driver_i2c_bus_acquire` has lent. */
void driver_i2c_bus_release(int port);

#endif
