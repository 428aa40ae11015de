#include "es8311-hardware.h"

#include "driver/gpio.h"
#include "driver/i2s_std.h"
#include "es8311_codec.h"
#include "esp_codec_dev_defaults.h"
#include "driver-i2c-bus.h"

#define PROBE_MILLISECONDS 50
#define MASTER_CLOCK_MULTIPLE I2S_MCLK_MULTIPLE_256

/** What lies in DMA buffers is delay, and what does not fit them is lost when the task is late: 4 of 10 ms.
 */
#define DMA_BUFFERS 4
#define DMA_BUFFERS_PER_SECOND 100

driver_part_t es8311_parts[ES8311_PORTS];

bool es8311_hardware_initialize(es8311_hardware_t *hardware, const es8311_pins_t *pins) {
	*hardware = (es8311_hardware_t){.pins = *pins, .lock = xSemaphoreCreateMutex()};
	return hardware->lock != NULL;
}

void es8311_hardware_destroy(es8311_hardware_t *hardware) {
	if (hardware->lock != NULL)
		vSemaphoreDelete(hardware->lock);
}

static bool find_codec(es8311_hardware_t *hardware, driver_fault_t *fault) {
	const es8311_pins_t *pins = &hardware->pins;
	i2c_master_bus_handle_t bus;
	esp_err_t error = driver_i2c_bus_acquire(pins->i2cPort, pins->i2cData, pins->i2cClock, &bus);
	if (error != ESP_OK) {
		driver_fault_set(fault, "codec-failed", error,
		    "can't open I2C port %d with data pin %d, clock pin %d", pins->i2cPort, pins->i2cData,
		    pins->i2cClock);
		return false;
	}
	hardware->busAcquired = true;
	error = i2c_master_probe(bus, (uint16_t)pins->i2cAddress, PROBE_MILLISECONDS);
	if (error != ESP_OK) {
		driver_fault_set(fault, "codec-not-found", error,
		    "nothing answers at address 0x%02x of I2C port %d, data pin %d, clock pin %d", pins->i2cAddress,
		    pins->i2cPort, pins->i2cData, pins->i2cClock);
		return false;
	}
	audio_codec_i2c_cfg_t configuration = {
	    .port = (uint8_t)pins->i2cPort, .addr = (uint8_t)(pins->i2cAddress << 1), .bus_handle = bus};
	hardware->control = audio_codec_new_i2c_ctrl(&configuration);
	if (hardware->control == NULL)
		driver_fault_set(fault, "no-memory", ESP_ERR_NO_MEM, "can't add the codec to the I2C bus");
	return hardware->control != NULL;
}

static bool start_clock(es8311_hardware_t *hardware, driver_fault_t *fault) {
	const es8311_pins_t *pins = &hardware->pins;
	i2s_chan_config_t channels = I2S_CHANNEL_DEFAULT_CONFIG(pins->i2sPort, I2S_ROLE_MASTER);
	channels.dma_desc_num = DMA_BUFFERS;
	channels.dma_frame_num = (uint32_t)(pins->sampleRate / DMA_BUFFERS_PER_SECOND);
	channels.auto_clear = true;
	const i2s_std_config_t standard = {
	    .clk_cfg = I2S_STD_CLK_DEFAULT_CONFIG((uint32_t)pins->sampleRate),
	    .slot_cfg = I2S_STD_PHILIPS_SLOT_DEFAULT_CONFIG(I2S_DATA_BIT_WIDTH_16BIT, I2S_SLOT_MODE_MONO),
	    .gpio_cfg = {.mclk = pins->masterClock,
	        .bclk = pins->bitClock,
	        .ws = pins->wordSelect,
	        .dout = pins->dataOut,
	        .din = pins->dataIn},
	};
	esp_err_t error = i2s_new_channel(&channels, &hardware->transmit, &hardware->receive);
	if (error == ESP_OK)
		error = i2s_channel_init_std_mode(hardware->transmit, &standard);
	if (error == ESP_OK)
		error = i2s_channel_init_std_mode(hardware->receive, &standard);
	if (error != ESP_OK) {
		driver_fault_set(
		    fault, "codec-failed", error, "can't open I2S port %d at %d Hz", pins->i2sPort, pins->sampleRate);
		return false;
	}
	audio_codec_i2s_cfg_t configuration = {
	    .port = (uint8_t)pins->i2sPort, .rx_handle = hardware->receive, .tx_handle = hardware->transmit};
	hardware->data = audio_codec_new_i2s_data(&configuration);
	if (hardware->data == NULL)
		driver_fault_set(fault, "no-memory", ESP_ERR_NO_MEM, "can't use I2S port %d", pins->i2sPort);
	return hardware->data != NULL;
}

static bool start_codec(es8311_hardware_t *hardware, driver_fault_t *fault) {
	es8311_codec_cfg_t configuration = {
	    .ctrl_if = hardware->control,
	    .codec_mode = ESP_CODEC_DEV_WORK_MODE_BOTH,
	    .pa_pin = ES8311_NO_PIN,
	    .use_mclk = hardware->pins.masterClock != ES8311_NO_PIN,
	    .no_dac_ref = !hardware->pins.reference,
	    .mclk_div = MASTER_CLOCK_MULTIPLE,
	};
	hardware->codec = es8311_codec_new(&configuration);
	if (hardware->codec == NULL) {
		driver_fault_set(fault, "codec-failed", ESP_OK,
		    "the codec at address 0x%02x of I2C port %d does not take its settings",
		    hardware->pins.i2cAddress, hardware->pins.i2cPort);
		return false;
	}
	static const esp_codec_dev_type_t types[ES8311_DIRECTIONS] = {
	    [ES8311_INPUT] = ESP_CODEC_DEV_TYPE_IN, [ES8311_OUTPUT] = ESP_CODEC_DEV_TYPE_OUT};
	for (int direction = 0; direction < ES8311_DIRECTIONS; direction++) {
		esp_codec_dev_cfg_t device = {
		    .dev_type = types[direction], .codec_if = hardware->codec, .data_if = hardware->data};
		hardware->devices[direction] = esp_codec_dev_new(&device);
		if (hardware->devices[direction] == NULL) {
			driver_fault_set(fault, "no-memory", ESP_ERR_NO_MEM, "can't make the codec's device");
			return false;
		}
	}
	return true;
}

static void delete_channel(i2s_chan_handle_t *channel) {
	i2s_chan_info_t info;
	if (*channel == NULL)
		return;
	if (i2s_channel_get_info(*channel, &info) == ESP_OK && info.is_enabled)
		i2s_channel_disable(*channel);
	i2s_del_channel(*channel);
	*channel = NULL;
}

/** Takes back what power_up has done, as far as that got. */
static void power_down(es8311_hardware_t *hardware) {
	for (int direction = 0; direction < ES8311_DIRECTIONS; direction++) {
		if (hardware->devices[direction] != NULL)
			esp_codec_dev_delete(hardware->devices[direction]);
		hardware->devices[direction] = NULL;
	}
	if (hardware->codec != NULL)
		audio_codec_delete_codec_if(hardware->codec);
	if (hardware->data != NULL)
		audio_codec_delete_data_if(hardware->data);
	delete_channel(&hardware->transmit);
	delete_channel(&hardware->receive);
	if (hardware->control != NULL)
		audio_codec_delete_ctrl_if(hardware->control);
	if (hardware->busAcquired)
		driver_i2c_bus_release(hardware->pins.i2cPort);
	hardware->codec = NULL;
	hardware->data = NULL;
	hardware->control = NULL;
	hardware->busAcquired = false;
	driver_part_release(&es8311_parts[hardware->pins.i2sPort], hardware);
}

static bool is_idle(const es8311_hardware_t *hardware) {
	return !hardware->open[ES8311_INPUT] && !hardware->open[ES8311_OUTPUT];
}

static bool power_up(es8311_hardware_t *hardware, driver_fault_t *fault) {
	return find_codec(hardware, fault) && start_clock(hardware, fault) && start_codec(hardware, fault);
}

/** The amplifier is on only while there is something to amplify: what goes through it else is noise. */
static esp_err_t set_amplifier(const es8311_hardware_t *hardware, bool on) {
	int pin = hardware->pins.amplifier;
	if (pin == ES8311_NO_PIN)
		return ESP_OK;
	const gpio_config_t configuration = {.pin_bit_mask = 1ULL << pin, .mode = GPIO_MODE_OUTPUT};
	esp_err_t error = gpio_config(&configuration);
	return error == ESP_OK ? gpio_set_level(pin, on) : error;
}

/** Both devices share one codec, which esp_codec_dev_close disables for the other too unless told not to. */
static void close_device(es8311_hardware_t *hardware, es8311_direction_t direction) {
	if (direction == ES8311_OUTPUT)
		set_amplifier(hardware, false);
	esp_codec_set_disable_when_closed(hardware->devices[direction], is_idle(hardware));
	esp_codec_dev_close(hardware->devices[direction]);
}

static bool open_device(es8311_hardware_t *hardware, es8311_direction_t direction, driver_fault_t *fault) {
	esp_codec_dev_sample_info_t format = {.bits_per_sample = 16,
	    .channel = direction == ES8311_INPUT && hardware->pins.reference ? 2 : 1,
	    .sample_rate = (uint32_t)hardware->pins.sampleRate,
	    .mclk_multiple = MASTER_CLOCK_MULTIPLE};
	esp_err_t error = esp_codec_dev_open(hardware->devices[direction], &format);
	if (error == ESP_CODEC_DEV_OK && direction == ES8311_OUTPUT)
		error = set_amplifier(hardware, true);
	if (error == ESP_CODEC_DEV_OK)
		return true;
	close_device(hardware, direction);
	driver_fault_set(fault, "codec-failed", error, "can't open the %s at %d Hz",
	    direction == ES8311_INPUT ? "microphone" : "speaker", hardware->pins.sampleRate);
	return false;
}

static es8311_opening_t open_direction(
    es8311_hardware_t *hardware, es8311_direction_t direction, driver_fault_t *fault) {
	bool first = is_idle(hardware);
	if (first && !driver_part_hold(&es8311_parts[hardware->pins.i2sPort], hardware))
		return ES8311_TAKEN;
	hardware->open[direction] =
	    (!first || power_up(hardware, fault)) && open_device(hardware, direction, fault);
	if (first && !hardware->open[direction])
		power_down(hardware);
	return hardware->open[direction] ? ES8311_OPENED : ES8311_FAILED;
}

es8311_opening_t es8311_hardware_open(
    es8311_hardware_t *hardware, es8311_direction_t direction, driver_fault_t *fault) {
	xSemaphoreTake(hardware->lock, portMAX_DELAY);
	es8311_opening_t opening = open_direction(hardware, direction, fault);
	xSemaphoreGive(hardware->lock);
	return opening;
}

void es8311_hardware_close(es8311_hardware_t *hardware, es8311_direction_t direction) {
	xSemaphoreTake(hardware->lock, portMAX_DELAY);
	hardware->open[direction] = false;
	close_device(hardware, direction);
	if (is_idle(hardware))
		power_down(hardware);
	xSemaphoreGive(hardware->lock);
}

bool es8311_hardware_read(es8311_hardware_t *hardware, void *bytes, uint32_t length) {
	return esp_codec_dev_read(hardware->devices[ES8311_INPUT], bytes, (int)length) == ESP_CODEC_DEV_OK;
}

bool es8311_hardware_write(es8311_hardware_t *hardware, void *bytes, uint32_t length) {
	return esp_codec_dev_write(hardware->devices[ES8311_OUTPUT], bytes, (int)length) == ESP_CODEC_DEV_OK;
}

void es8311_hardware_set_volume(es8311_hardware_t *hardware, int volume) {
	esp_codec_dev_set_out_vol(hardware->devices[ES8311_OUTPUT], volume);
}

void es8311_hardware_set_mute(es8311_hardware_t *hardware, bool mute) {
	esp_codec_dev_set_out_mute(hardware->devices[ES8311_OUTPUT], mute);
}

void es8311_hardware_set_gain(es8311_hardware_t *hardware, int gain) {
	esp_codec_dev_set_in_gain(hardware->devices[ES8311_INPUT], (float)gain);
}
