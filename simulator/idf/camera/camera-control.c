#include "camera-control.h"

#include "driver/i2c_master.h"
#include "esp_log.h"

#define TAG "sccb-ng"
#define OWN_PORT 1
#define HZ 100000
#define TIMEOUT 1000
#define BANK_SELECT 0xFF

static i2c_master_bus_handle_t bus;
static i2c_master_dev_handle_t device;
static bool owns_bus;

esp_err_t camera_control_open(const camera_config_t *config) {
	owns_bus = config->pin_sccb_sda != -1;
	if (!owns_bus)
		return i2c_master_get_bus_handle(config->sccb_i2c_port, &bus);
	i2c_master_bus_config_t own = {
	    .i2c_port = OWN_PORT,
	    .sda_io_num = config->pin_sccb_sda,
	    .scl_io_num = config->pin_sccb_scl,
	    .clk_source = I2C_CLK_SRC_DEFAULT,
	    .glitch_ignore_cnt = 7,
	    .flags.enable_internal_pullup = 1,
	};
	esp_err_t result = i2c_new_master_bus(&own, &bus);
	owns_bus = result == ESP_OK;
	return result;
}

void camera_control_close(void) {
	if (device != NULL)
		i2c_master_bus_rm_device(device);
	device = NULL;
	if (owns_bus)
		i2c_del_master_bus(bus);
	owns_bus = false;
	bus = NULL;
}

esp_err_t camera_control_probe(uint8_t address) {
	esp_err_t result = i2c_master_probe(bus, address, TIMEOUT);
	if (result != ESP_OK)
		return result;
	i2c_device_config_t config = {
	    .dev_addr_length = I2C_ADDR_BIT_LEN_7,
	    .device_address = address,
	    .scl_speed_hz = HZ,
	};
	return i2c_master_bus_add_device(bus, &config, &device);
}

static int write(uint8_t address, uint8_t value) {
	uint8_t bytes[] = {address, value};
	esp_err_t result = i2c_master_transmit(device, bytes, sizeof bytes, TIMEOUT);
	if (result != ESP_OK)
		ESP_LOGE(TAG, "SCCB_Write Failed reg:0x%02x, data:0x%02x, ret:%d", address, value, result);
	return result == ESP_OK ? 0 : -1;
}

int camera_control_write(uint8_t bank, uint8_t address, uint8_t value) {
	return write(BANK_SELECT, bank) == 0 ? write(address, value) : -1;
}

int camera_control_read(uint8_t bank, uint8_t address) {
	uint8_t value = 0;
	if (write(BANK_SELECT, bank) != 0)
		return -1;
	esp_err_t result = i2c_master_transmit_receive(device, &address, 1, &value, 1, TIMEOUT);
	if (result != ESP_OK)
		ESP_LOGE(TAG, "SCCB_Read Failed reg:0x%02x, ret:%d", address, result);
	return result == ESP_OK ? value : -1;
}
