#include "rtos-task.h"

#include <string.h>
#include "driver/i2c_master.h"
#include "esp_check.h"
#include "esp_heap_caps.h"
#include "faults.h"
#include "i2c-target.h"

#define TAG "i2c.master"
#define CAPS (MALLOC_CAP_INTERNAL | MALLOC_CAP_8BIT)
#define PROBE_HZ 100000

struct i2c_master_bus_t {
	i2c_port_num_t port;
	pthread_mutex_t lock;
	unsigned devices;
};

struct i2c_master_dev_t {
	i2c_master_bus_handle_t bus;
	uint16_t address;
	uint32_t hz;
	bool is_ack_ignored;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static i2c_master_bus_handle_t buses[SOC_I2C_NUM];

esp_err_t i2c_new_master_bus(
    const i2c_master_bus_config_t *bus_config, i2c_master_bus_handle_t *ret_bus_handle) {
	ESP_RETURN_ON_FALSE(bus_config != NULL, ESP_ERR_INVALID_ARG, TAG, "invalid argument");
	ESP_RETURN_ON_FALSE(bus_config->i2c_port < (int)SOC_I2C_NUM && bus_config->i2c_port >= -1,
	    ESP_ERR_INVALID_ARG, TAG, "invalid i2c port number");
	ESP_RETURN_ON_FALSE(
	    GPIO_IS_VALID_GPIO(bus_config->sda_io_num) && GPIO_IS_VALID_GPIO(bus_config->scl_io_num),
	    ESP_ERR_INVALID_ARG, TAG, "invalid SDA/SCL pin number");
	i2c_master_bus_handle_t bus = heap_caps_calloc(1, sizeof *bus, CAPS);
	ESP_RETURN_ON_FALSE(bus != NULL, ESP_ERR_NO_MEM, TAG, "no memory for i2c master bus");

	pthread_mutex_lock(&lock);
	int port = bus_config->i2c_port;
	if (port == -1)
		for (port = 0; port < (int)SOC_I2C_NUM && buses[port] != NULL; port++)
			continue;
	bool is_free = port < (int)SOC_I2C_NUM && buses[port] == NULL;
	if (is_free)
		buses[port] = bus;
	pthread_mutex_unlock(&lock);
	if (!is_free) {
		heap_caps_free(bus);
		ESP_LOGE(TAG, "I2C bus id(%d) has already been acquired", bus_config->i2c_port);
		return bus_config->i2c_port == -1 ? ESP_ERR_NOT_FOUND : ESP_ERR_INVALID_STATE;
	}
	bus->port = port;
	pthread_mutex_init(&bus->lock, NULL);
	*ret_bus_handle = bus;
	return ESP_OK;
}

esp_err_t i2c_del_master_bus(i2c_master_bus_handle_t bus_handle) {
	pthread_mutex_lock(&bus_handle->lock);
	unsigned devices = bus_handle->devices;
	pthread_mutex_unlock(&bus_handle->lock);
	ESP_RETURN_ON_FALSE(devices == 0, ESP_ERR_INVALID_STATE, TAG,
	    "Cannot delete I2C bus(%d): devices are still attached", bus_handle->port);
	pthread_mutex_lock(&lock);
	buses[bus_handle->port] = NULL;
	pthread_mutex_unlock(&lock);
	pthread_mutex_destroy(&bus_handle->lock);
	heap_caps_free(bus_handle);
	return ESP_OK;
}

esp_err_t i2c_master_get_bus_handle(i2c_port_num_t port_num, i2c_master_bus_handle_t *ret_handle) {
	ESP_RETURN_ON_FALSE(
	    port_num >= 0 && port_num < (int)SOC_I2C_NUM, ESP_ERR_INVALID_ARG, TAG, "invalid i2c port number");
	pthread_mutex_lock(&lock);
	i2c_master_bus_handle_t bus = buses[port_num];
	pthread_mutex_unlock(&lock);
	ESP_RETURN_ON_FALSE(bus != NULL, ESP_ERR_INVALID_STATE, TAG,
	    "this port has not been initialized, please initialize it first");
	*ret_handle = bus;
	return ESP_OK;
}

esp_err_t i2c_master_bus_add_device(i2c_master_bus_handle_t bus_handle, const i2c_device_config_t *dev_config,
    i2c_master_dev_handle_t *ret_handle) {
	ESP_RETURN_ON_FALSE(
	    bus_handle != NULL && dev_config != NULL, ESP_ERR_INVALID_ARG, TAG, "invalid argument");
	ESP_RETURN_ON_FALSE(dev_config->scl_speed_hz > 0, ESP_ERR_INVALID_ARG, TAG, "invalid scl frequency");
	i2c_master_dev_handle_t device = heap_caps_calloc(1, sizeof *device, CAPS);
	ESP_RETURN_ON_FALSE(device != NULL, ESP_ERR_NO_MEM, TAG, "no memory for i2c master device");
	device->bus = bus_handle;
	device->address = dev_config->device_address;
	device->hz = dev_config->scl_speed_hz;
	device->is_ack_ignored = dev_config->flags.disable_ack_check;
	pthread_mutex_lock(&bus_handle->lock);
	bus_handle->devices++;
	pthread_mutex_unlock(&bus_handle->lock);
	*ret_handle = device;
	return ESP_OK;
}

esp_err_t i2c_master_bus_rm_device(i2c_master_dev_handle_t handle) {
	ESP_RETURN_ON_FALSE(handle != NULL, ESP_ERR_INVALID_ARG, TAG, "this device is not initialized");
	pthread_mutex_lock(&handle->bus->lock);
	handle->bus->devices--;
	pthread_mutex_unlock(&handle->bus->lock);
	heap_caps_free(handle);
	return ESP_OK;
}

/** The time that `bytes` take on the wire, each with its acknowledge bit, and start and stop. */
static void pass_wire_time(size_t bytes, uint32_t hz) {
	simulated_sleep_until(simulated_now() + (int64_t)(bytes * 9 + 2) * 1000000 / hz);
}

/** Addresses a part. Gives NULL and the error when none acknowledges. */
static const i2c_target_t *address_part(uint16_t address, int timeout_ms, esp_err_t *error) {
	if (fault_happens(FAULT_I2C_TIMEOUT, address)) {
		simulated_sleep_until(simulated_now() + (timeout_ms < 0 ? 1000 : timeout_ms) * INT64_C(1000));
		ESP_LOGE(TAG, "I2C transaction timeout detected");
		*error = ESP_ERR_TIMEOUT;
		return NULL;
	}
	const i2c_target_t *target = board_i2c_target(address);
	if (target == NULL || fault_happens(FAULT_I2C_NOT_ACKNOWLEDGED, address)) {
		*error = ESP_ERR_NOT_FOUND;
		return NULL;
	}
	return target;
}

esp_err_t i2c_master_transmit_receive(i2c_master_dev_handle_t i2c_dev, const uint8_t *write_buffer,
    size_t write_size, uint8_t *read_buffer, size_t read_size, int xfer_timeout_ms) {
	ESP_RETURN_ON_FALSE(i2c_dev != NULL, ESP_ERR_INVALID_ARG, TAG, "i2c handle not initialized");
	esp_err_t result = ESP_OK;
	pthread_mutex_lock(&i2c_dev->bus->lock);
	const i2c_target_t *target = address_part(i2c_dev->address, xfer_timeout_ms, &result);
	if (target != NULL) {
		pass_wire_time((write_size > 0) + write_size + (read_size > 0) + read_size, i2c_dev->hz);
		if (write_size > 0)
			target->write(write_buffer, write_size);
		if (read_size > 0)
			target->read(read_buffer, read_size);
	} else {
		pass_wire_time(1, i2c_dev->hz);
		result = i2c_dev->is_ack_ignored ? ESP_OK : ESP_ERR_INVALID_RESPONSE;
	}
	pthread_mutex_unlock(&i2c_dev->bus->lock);
	return result;
}

esp_err_t i2c_master_transmit(
    i2c_master_dev_handle_t i2c_dev, const uint8_t *write_buffer, size_t write_size, int xfer_timeout_ms) {
	ESP_RETURN_ON_FALSE(write_buffer != NULL, ESP_ERR_INVALID_ARG, TAG, "i2c transmit buffer is NULL");
	return i2c_master_transmit_receive(i2c_dev, write_buffer, write_size, NULL, 0, xfer_timeout_ms);
}

esp_err_t i2c_master_receive(
    i2c_master_dev_handle_t i2c_dev, uint8_t *read_buffer, size_t read_size, int xfer_timeout_ms) {
	ESP_RETURN_ON_FALSE(
	    read_buffer != NULL && read_size > 0, ESP_ERR_INVALID_ARG, TAG, "i2c receive buffer is NULL");
	return i2c_master_transmit_receive(i2c_dev, NULL, 0, read_buffer, read_size, xfer_timeout_ms);
}

esp_err_t i2c_master_probe(i2c_master_bus_handle_t bus_handle, uint16_t address, int xfer_timeout_ms) {
	ESP_RETURN_ON_FALSE(bus_handle != NULL, ESP_ERR_INVALID_ARG, TAG, "i2c handle not initialized");
	esp_err_t result = ESP_OK;
	pthread_mutex_lock(&bus_handle->lock);
	address_part(address, xfer_timeout_ms, &result);
	pass_wire_time(1, PROBE_HZ);
	pthread_mutex_unlock(&bus_handle->lock);
	return result;
}

esp_err_t i2c_master_bus_reset(i2c_master_bus_handle_t bus_handle) {
	ESP_RETURN_ON_FALSE(bus_handle != NULL, ESP_ERR_INVALID_ARG, TAG, "This bus is not initialized");
	return ESP_OK;
}
