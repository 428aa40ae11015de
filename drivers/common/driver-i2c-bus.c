#include "driver-i2c-bus.h"

#include <stdatomic.h>
#include <stdbool.h>

#include "freertos/FreeRTOS.h"
#include "freertos/task.h"

typedef struct {
	i2c_master_bus_handle_t handle;
	int data;
	int clock;
	unsigned users;
	bool ours;
} i2c_bus_t;

static i2c_bus_t buses[I2C_NUM_MAX];
static atomic_flag busy = ATOMIC_FLAG_INIT;

static void lock(void) {
	while (atomic_flag_test_and_set(&busy))
		vTaskDelay(1);
}

static void unlock(void) {
	atomic_flag_clear(&busy);
}

static esp_err_t make(int port, i2c_bus_t *bus) {
	if (bus->data == DRIVER_I2C_PINS_UNKNOWN)
		return i2c_master_get_bus_handle(port, &bus->handle) == ESP_OK ? ESP_OK : ESP_ERR_NOT_FOUND;
	bus->ours = true;
	const i2c_master_bus_config_t configuration = {
	    .i2c_port = port,
	    .sda_io_num = bus->data,
	    .scl_io_num = bus->clock,
	    .clk_source = I2C_CLK_SRC_DEFAULT,
	    .glitch_ignore_cnt = 7,
	    .flags.enable_internal_pullup = true,
	};
	return i2c_new_master_bus(&configuration, &bus->handle);
}

static esp_err_t acquire(int port, int data, int clock, i2c_bus_t *bus) {
	if (bus->users == 0) {
		*bus = (i2c_bus_t){.data = data, .clock = clock};
		esp_err_t error = make(port, bus);
		if (error != ESP_OK)
			return error;
	} else if (data != DRIVER_I2C_PINS_UNKNOWN && (bus->data != data || bus->clock != clock)) {
		return ESP_ERR_INVALID_STATE;
	}
	bus->users++;
	return ESP_OK;
}

esp_err_t driver_i2c_bus_acquire(int port, int data, int clock, i2c_master_bus_handle_t *bus) {
	if (port < 0 || port >= I2C_NUM_MAX)
		return ESP_ERR_INVALID_ARG;
	lock();
	esp_err_t error = acquire(port, data, clock, &buses[port]);
	*bus = error == ESP_OK ? buses[port].handle : NULL;
	unlock();
	return error;
}

void driver_i2c_bus_release(int port) {
	lock();
	i2c_bus_t *bus = &buses[port];
	if (--bus->users == 0 && bus->ours)
		i2c_del_master_bus(bus->handle);
	unlock();
}
