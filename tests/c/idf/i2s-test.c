/* The I2S channels and the codec behind them: time, order, overruns, the reference slot and the echo. */

#include "check.h"

#include <math.h>
#include <string.h>
#include "driver/gpio.h"
#include "driver/i2c_master.h"
#include "driver/i2s_std.h"
#include "es8311-part.h"
#include "esp_codec_dev.h"
#include "esp_codec_dev_defaults.h"
#include "esp_log.h"
#include "esp_timer.h"
#include "faults.h"
#include "freertos/FreeRTOS.h"
#include "freertos/task.h"

#define RATE 16000
#define FRAMES 240
#define DESCRIPTORS 6

typedef struct {
	i2c_master_bus_handle_t bus;
	i2s_chan_handle_t tx, rx;
	const audio_codec_ctrl_if_t *control;
	const audio_codec_data_if_t *data;
	const audio_codec_gpio_if_t *gpio;
	const audio_codec_if_t *codec;
	esp_codec_dev_handle_t device;
} codec_t;

static void new_channels(codec_t *codec, uint32_t rate) {
	i2s_chan_config_t config = I2S_CHANNEL_DEFAULT_CONFIG(I2S_NUM_0, I2S_ROLE_MASTER);
	config.dma_desc_num = DESCRIPTORS;
	config.dma_frame_num = FRAMES;
	config.auto_clear = true;
	CHECK(i2s_new_channel(&config, &codec->tx, &codec->rx) == ESP_OK);
	i2s_std_config_t standard = {
	    .clk_cfg = I2S_STD_CLK_DEFAULT_CONFIG(rate),
	    .slot_cfg = I2S_STD_PHILIPS_SLOT_DEFAULT_CONFIG(I2S_DATA_BIT_WIDTH_16BIT, I2S_SLOT_MODE_MONO),
	    .gpio_cfg = {.mclk = 4, .bclk = 5, .ws = 6, .dout = 7, .din = 8},
	};
	CHECK(i2s_channel_init_std_mode(codec->tx, &standard) == ESP_OK);
	CHECK(i2s_channel_init_std_mode(codec->rx, &standard) == ESP_OK);
}

static void new_codec(codec_t *codec) {
	i2c_master_bus_config_t bus = {.i2c_port = 0, .sda_io_num = 1, .scl_io_num = 2};
	CHECK(i2c_new_master_bus(&bus, &codec->bus) == ESP_OK);
	new_channels(codec, RATE);
	audio_codec_i2c_cfg_t i2c = {.addr = ES8311_CODEC_DEFAULT_ADDR, .bus_handle = codec->bus};
	audio_codec_i2s_cfg_t i2s = {.rx_handle = codec->rx, .tx_handle = codec->tx};
	codec->control = audio_codec_new_i2c_ctrl(&i2c);
	codec->data = audio_codec_new_i2s_data(&i2s);
	codec->gpio = audio_codec_new_gpio();
	es8311_codec_cfg_t config = {
	    .ctrl_if = codec->control,
	    .gpio_if = codec->gpio,
	    .codec_mode = ESP_CODEC_DEV_WORK_MODE_BOTH,
	    .pa_pin = 9,
	    .use_mclk = true,
	    .hw_gain = {.pa_voltage = 3.3f, .codec_dac_voltage = 3.3f},
	};
	codec->codec = es8311_codec_new(&config);
	CHECK(codec->codec != NULL);
	esp_codec_dev_cfg_t device = {ESP_CODEC_DEV_TYPE_IN_OUT, codec->codec, codec->data};
	codec->device = esp_codec_dev_new(&device);
	CHECK(codec->device != NULL);
}

static void delete_codec(codec_t *codec) {
	esp_codec_dev_delete(codec->device);
	audio_codec_delete_codec_if(codec->codec);
	audio_codec_delete_ctrl_if(codec->control);
	audio_codec_delete_data_if(codec->data);
	audio_codec_delete_gpio_if(codec->gpio);
	CHECK(i2s_del_channel(codec->tx) == ESP_OK);
	CHECK(i2s_del_channel(codec->rx) == ESP_OK);
	CHECK(i2c_del_master_bus(codec->bus) == ESP_OK);
}

static void reading_takes_the_samples_time(void) {
	codec_t codec = {0};
	new_channels(&codec, RATE);
	CHECK(i2s_channel_enable(codec.rx) == ESP_OK);
	int16_t samples[246];
	size_t count;
	int64_t start = esp_timer_get_time();
	for (int i = 0; i < 100; i++) {
		CHECK(i2s_channel_read(codec.rx, samples, sizeof samples, &count, 1000) == ESP_OK);
		CHECK(count == sizeof samples);
	}
	int64_t passed = esp_timer_get_time() - start, expected = INT64_C(100) * 246 * 1000000 / RATE;
	CHECK(passed > expected - 16000 && passed < expected + 200000);
	CHECK(i2s_channel_disable(codec.rx) == ESP_OK);
	CHECK(i2s_channel_disable(codec.rx) == ESP_ERR_INVALID_STATE);
	start = esp_timer_get_time();
	CHECK(i2s_channel_read(codec.rx, samples, sizeof samples, &count, 20) == ESP_ERR_INVALID_STATE);
	CHECK(esp_timer_get_time() - start >= 20000);
	CHECK(i2s_del_channel(codec.rx) == ESP_OK);
	CHECK(i2s_del_channel(codec.tx) == ESP_OK);
}

static void writing_blocks_when_the_dma_is_full(void) {
	codec_t codec = {0};
	new_channels(&codec, RATE);
	CHECK(i2s_channel_enable(codec.tx) == ESP_OK);
	static int16_t samples[FRAMES];
	int64_t start = esp_timer_get_time();
	for (int i = 0; i < 40; i++) {
		size_t count;
		CHECK(i2s_channel_write(codec.tx, samples, sizeof samples, &count, 1000) == ESP_OK);
		CHECK(count == sizeof samples);
	}
	int64_t passed = esp_timer_get_time() - start, one = INT64_C(1000000) * FRAMES / RATE;
	CHECK(passed > 38 * one && passed < 40 * one + 200000);
	CHECK(i2s_del_channel(codec.tx) == ESP_ERR_INVALID_STATE);
	CHECK(i2s_channel_disable(codec.tx) == ESP_OK);
	CHECK(i2s_del_channel(codec.rx) == ESP_OK);
	CHECK(i2s_del_channel(codec.tx) == ESP_OK);
}

static bool count_overflow(i2s_chan_handle_t channel, i2s_event_data_t *event, void *context) {
	(void)channel;
	(void)event;
	CHECK(xPortInIsrContext());
	__atomic_add_fetch((unsigned *)context, 1, __ATOMIC_RELAXED);
	return false;
}

static void what_is_not_read_is_lost_and_told(void) {
	codec_t codec = {0};
	new_channels(&codec, RATE);
	unsigned overflows = 0;
	i2s_event_callbacks_t callbacks = {.on_recv_q_ovf = count_overflow};
	CHECK(i2s_channel_register_event_callback(codec.rx, &callbacks, &overflows) == ESP_OK);
	CHECK(i2s_channel_enable(codec.rx) == ESP_OK);
	vTaskDelay(pdMS_TO_TICKS(300));
	unsigned told = __atomic_load_n(&overflows, __ATOMIC_RELAXED);
	CHECK(told >= 10 && told <= 20 - (DESCRIPTORS - 1) + 1);
	CHECK(i2s_channel_disable(codec.rx) == ESP_OK);
	CHECK(i2s_del_channel(codec.rx) == ESP_OK);
	CHECK(i2s_del_channel(codec.tx) == ESP_OK);
}

static void a_stalled_clock_times_out(void) {
	codec_t codec = {0};
	new_channels(&codec, RATE);
	fault_set(FAULT_I2S_STALL, 0, FAULT_ALWAYS);
	CHECK(i2s_channel_enable(codec.rx) == ESP_OK);
	int16_t samples[16];
	size_t count;
	CHECK(i2s_channel_read(codec.rx, samples, sizeof samples, &count, 50) == ESP_ERR_TIMEOUT);
	CHECK(count == 0);
	fault_clear(FAULT_I2S_STALL);
	CHECK(i2s_channel_read(codec.rx, samples, sizeof samples, &count, 1000) == ESP_OK);
	CHECK(i2s_channel_disable(codec.rx) == ESP_OK);
	CHECK(i2s_del_channel(codec.rx) == ESP_OK);
	CHECK(i2s_del_channel(codec.tx) == ESP_OK);
}

static void play_click(void *argument) {
	codec_t *codec = argument;
	static int16_t samples[FRAMES];
	for (int i = 0; i < 40; i++) {
		samples[FRAMES / 2] = i == 5 ? 16384 : 0;
		CHECK(esp_codec_dev_write(codec->device, samples, sizeof samples) == ESP_CODEC_DEV_OK);
	}
	vTaskDelete(NULL);
}

/** The DAC's signal is on the second slot, and the echo of it on the first, later by exactly the delay. */
static void the_reference_is_aligned(void) {
	codec_t codec = {0};
	new_codec(&codec);
	es8311_set_echo(10, -6);
	esp_codec_dev_sample_info_t format = {.bits_per_sample = 16, .channel = 2, .sample_rate = RATE};
	CHECK(esp_codec_dev_open(codec.device, &format) == ESP_CODEC_DEV_OK);
	CHECK(esp_codec_dev_set_out_vol(codec.device, 100) == ESP_CODEC_DEV_OK);
	CHECK(esp_codec_dev_set_in_gain(codec.device, 24) == ESP_CODEC_DEV_OK);
	CHECK(es8311_register(0x32) == 0xBF && es8311_register(0x16) == 4);
	static i2s_frame_t played[FRAMES], recorded[40 * FRAMES];
	bool clicked = false;
	for (int i = 0; i < 40; i++) {
		played[FRAMES / 2][0] = played[FRAMES / 2][1] = i == 5 ? 16384 : 0;
		CHECK(esp_codec_dev_write(codec.device, played, sizeof played) == ESP_CODEC_DEV_OK);
		CHECK(esp_codec_dev_read(codec.device, recorded[i * FRAMES], sizeof played) == ESP_CODEC_DEV_OK);
	}
	for (int i = 0; i + 160 < 40 * FRAMES; i++) {
		if (recorded[i][1] == 0)
			continue;
		CHECK(!clicked);
		clicked = true;
		CHECK(recorded[i][1] == 16384);
		CHECK(abs(recorded[i + 160][0] - 8211) < 3000 && abs(recorded[i + 159][0]) < 3000);
	}
	CHECK(clicked);
	es8311_set_echo(0, -96);
	CHECK(esp_codec_dev_close(codec.device) == ESP_CODEC_DEV_OK);
	CHECK(gpio_get_level(9) == 0);
	delete_codec(&codec);
}

static void the_codec_is_silent_without_power(void) {
	codec_t codec = {0};
	new_codec(&codec);
	esp_codec_dev_sample_info_t format = {.bits_per_sample = 16, .channel = 1, .sample_rate = 8000};
	CHECK(esp_codec_dev_open(codec.device, &format) == ESP_CODEC_DEV_OK);
	int16_t samples[800];
	esp_codec_dev_set_in_gain(codec.device, 24);
	CHECK(esp_codec_dev_read(codec.device, samples, sizeof samples) == ESP_CODEC_DEV_OK);
	double power = 0;
	for (int i = 0; i < 800; i++)
		power += (double)samples[i] * samples[i];
	CHECK(power > 0);
	CHECK(esp_codec_dev_write_reg(codec.device, 0x0D, 0xFC) == ESP_CODEC_DEV_OK);
	for (int i = 0; i < 4; i++)
		CHECK(esp_codec_dev_read(codec.device, samples, sizeof samples) == ESP_CODEC_DEV_OK);
	for (int i = 0; i < 800; i++)
		CHECK(samples[i] == 0);
	CHECK(esp_codec_dev_close(codec.device) == ESP_CODEC_DEV_OK);
	TaskHandle_t task;
	CHECK(esp_codec_dev_open(codec.device, &format) == ESP_CODEC_DEV_OK);
	CHECK(xTaskCreate(play_click, "play", 4096, &codec, 5, &task) == pdPASS);
	for (int i = 0; i < 10; i++)
		CHECK(esp_codec_dev_read(codec.device, samples, sizeof samples) == ESP_CODEC_DEV_OK);
	while (uxTaskGetNumberOfTasks() > 1)
		vTaskDelay(1);
	CHECK(esp_codec_dev_close(codec.device) == ESP_CODEC_DEV_OK);
	delete_codec(&codec);
}

static void a_codec_that_does_not_answer_is_not_opened(void) {
	i2c_master_bus_config_t config = {.i2c_port = 1, .sda_io_num = 1, .scl_io_num = 2};
	i2c_master_bus_handle_t bus, second;
	CHECK(i2c_new_master_bus(&config, &bus) == ESP_OK);
	CHECK(i2c_new_master_bus(&config, &second) == ESP_ERR_INVALID_STATE);
	CHECK(i2c_master_get_bus_handle(1, &second) == ESP_OK && second == bus);
	CHECK(i2c_master_get_bus_handle(0, &second) == ESP_ERR_INVALID_STATE);
	CHECK(i2c_master_probe(bus, 0x18, 10) == ESP_OK && i2c_master_probe(bus, 0x30, 10) == ESP_OK);
	CHECK(i2c_master_probe(bus, 0x19, 10) == ESP_ERR_NOT_FOUND);
	audio_codec_i2c_cfg_t i2c = {.addr = ES8311_CODEC_DEFAULT_ADDR, .bus_handle = bus};
	const audio_codec_ctrl_if_t *control = audio_codec_new_i2c_ctrl(&i2c);
	CHECK(i2c_del_master_bus(bus) == ESP_ERR_INVALID_STATE);
	es8311_codec_cfg_t codec = {.ctrl_if = control, .codec_mode = ESP_CODEC_DEV_WORK_MODE_BOTH, .pa_pin = -1};
	fault_set_for(FAULT_I2C_NOT_ACKNOWLEDGED, 0x18, 2, FAULT_ALWAYS);
	CHECK(es8311_codec_new(&codec) == NULL);
	CHECK(i2c_master_probe(bus, 0x30, 10) == ESP_OK);
	fault_clear_all();
	CHECK(audio_codec_delete_ctrl_if(control) == ESP_CODEC_DEV_OK);
	CHECK(i2c_del_master_bus(bus) == ESP_OK);
}

int main(void) {
	esp_log_level_set("*", ESP_LOG_NONE);
	size_t before = heap_caps_get_free_size(MALLOC_CAP_INTERNAL);
	reading_takes_the_samples_time();
	writing_blocks_when_the_dma_is_full();
	what_is_not_read_is_lost_and_told();
	a_stalled_clock_times_out();
	the_reference_is_aligned();
	the_codec_is_silent_without_power();
	a_codec_that_does_not_answer_is_not_opened();
	CHECK(heap_caps_get_free_size(MALLOC_CAP_INTERNAL) == before);
	return 0;
}
