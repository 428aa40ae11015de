/* The camera: its pace, its sizes, newest first, settings while it runs, and what it does when the sensor
 * fails. */

#include "check.h"

#include <string.h>
#include "driver/i2c_master.h"
#include "esp_camera.h"
#include "esp_heap_caps.h"
#include "esp_log.h"
#include "esp_timer.h"
#include "faults.h"
#include "freertos/FreeRTOS.h"
#include "freertos/task.h"
#include "jpeg-picture.h"

static const camera_config_t usual = {
    .pin_pwdn = -1,
    .pin_reset = -1,
    .pin_xclk = 15,
    .pin_sccb_sda = 4,
    .pin_sccb_scl = 5,
    .xclk_freq_hz = 20000000,
    .pixel_format = PIXFORMAT_JPEG,
    .frame_size = FRAMESIZE_QVGA,
    .jpeg_quality = 12,
    .fb_count = 2,
    .fb_location = CAMERA_FB_IN_PSRAM,
    .grab_mode = CAMERA_GRAB_LATEST,
};

static int64_t time_of(const camera_fb_t *fb) {
	return (int64_t)fb->timestamp.tv_sec * 1000000 + fb->timestamp.tv_usec;
}

/** Gets a frame and checks that it is a JPEG of that size. Returns its time. */
static int64_t expect_frame(unsigned width, unsigned height) {
	camera_fb_t *fb = esp_camera_fb_get();
	jpeg_picture_t picture;
	CHECK(fb != NULL);
	CHECK(jpeg_picture_read(&picture, fb->buf, fb->len) == NULL);
	CHECK(picture.size == fb->len && picture.width == width && picture.height == height);
	CHECK(fb->format == PIXFORMAT_JPEG && fb->width == width && fb->height == height);
	int64_t time = time_of(fb);
	CHECK(time <= esp_timer_get_time());
	esp_camera_fb_return(fb);
	return time;
}

/** How long twenty frames take, each in its time; longer on a machine that stands still. */
static int64_t twenty_frames(void) {
	int64_t first = expect_frame(320, 240), last = first;
	for (int i = 0; i < 20; i++) {
		int64_t time = expect_frame(320, 240);
		CHECK(time > last && (time - first) % 33333 == 0);
		last = time;
	}
	return last - first;
}

static void frames_come_at_the_sensors_pace(void) {
	CHECK(esp_camera_init(&usual) == ESP_OK);
	expect_frame(320, 240);
	int64_t took = twenty_frames();
	for (int tries = 1; took >= 3000000 && tries < 10; tries++)
		took = twenty_frames();
	CHECK(took < 3000000);
	CHECK(esp_camera_init(&usual) == ESP_ERR_INVALID_STATE);
	CHECK(esp_camera_deinit() == ESP_FAIL);
	CHECK(esp_camera_fb_get() == NULL && esp_camera_sensor_get() == NULL);
}

static void settings_change_while_it_runs(void) {
	camera_config_t config = usual;
	config.frame_size = FRAMESIZE_VGA;
	CHECK(esp_camera_init(&config) == ESP_OK);
	sensor_t *sensor = esp_camera_sensor_get();
	CHECK(sensor != NULL && sensor->id.PID == OV2640_PID && sensor->status.quality == 12);
	expect_frame(640, 480);
	CHECK(sensor->set_framesize(sensor, FRAMESIZE_QVGA) == 0);
	for (int i = 0; i < 3; i++)
		esp_camera_fb_return(esp_camera_fb_get());
	expect_frame(320, 240);
	CHECK(sensor->set_quality(sensor, 40) == 0 && sensor->status.quality == 40);
	CHECK(sensor->set_brightness(sensor, 2) == 0 && sensor->set_brightness(sensor, 3) == -1);
	CHECK(sensor->set_contrast(sensor, -2) == 0 && sensor->set_saturation(sensor, 1) == 0);
	CHECK(sensor->set_hmirror(sensor, 1) == 0 && sensor->set_vflip(sensor, 1) == 0);
	CHECK(sensor->get_reg(sensor, 0x104, 0xC0) == 0xC0);
	for (int i = 0; i < 3; i++)
		esp_camera_fb_return(esp_camera_fb_get());
	expect_frame(320, 240);
	CHECK(esp_camera_deinit() == ESP_OK);
}

static void the_newest_frame_is_kept(void) {
	CHECK(esp_camera_init(&usual) == ESP_OK);
	expect_frame(320, 240);

	/* After each pause the oldest would be older than this, the newest only on a machine that stood still. */
	int64_t age = 0;
	for (int tries = 0; tries == 0 || (age >= 250000 && tries < 20); tries++) {
		vTaskDelay(pdMS_TO_TICKS(500));
		CHECK(esp_camera_available_frames());
		age = esp_timer_get_time();
		age -= expect_frame(320, 240);
	}
	CHECK(age < 250000);
	CHECK(esp_camera_deinit() == ESP_OK);
}

/** A frame stays as it is as long as it is held, and the others go on in what buffers there are. */
static void a_held_frame_stays(void) {
	static uint8_t copy[65536];
	CHECK(esp_camera_init(&usual) == ESP_OK);
	camera_fb_t *held = esp_camera_fb_get();
	size_t size = held->len;
	int64_t taken = time_of(held);
	memcpy(copy, held->buf, size);
	int64_t last = taken;
	for (int i = 0; i < 5; i++) {
		int64_t time = expect_frame(320, 240);
		CHECK(time > last);
		last = time;
	}
	CHECK(held->len == size && time_of(held) == taken && memcmp(held->buf, copy, size) == 0);
	esp_camera_fb_return(held);
	CHECK(esp_camera_deinit() == ESP_OK);
}

static void broken_frames_are_left_out(void) {
	esp_log_level_set("*", ESP_LOG_NONE);
	CHECK(esp_camera_init(&usual) == ESP_OK);
	fault_set(FAULT_CAMERA_TRUNCATED, 0, 3);
	expect_frame(320, 240);
	expect_frame(320, 240);
	expect_frame(320, 240);
	fault_set(FAULT_CAMERA_PADDED, 0, FAULT_ALWAYS);
	for (int i = 0; i < 3; i++)
		expect_frame(320, 240);
	fault_set(FAULT_CAMERA_UNCHECKED, 0, FAULT_ALWAYS);
	esp_camera_return_all();
	for (int i = 0; i < 2; i++)
		esp_camera_fb_return(esp_camera_fb_get());
	camera_fb_t *fb = esp_camera_fb_get();
	CHECK(fb->buf[fb->len - 1] == 0);
	esp_camera_fb_return(fb);
	fault_clear_all();
	CHECK(esp_camera_deinit() == ESP_OK);
}

static void a_silent_sensor_times_out_and_can_come_back(void) {
	CHECK(esp_camera_init(&usual) == ESP_OK);
	fault_set(FAULT_CAMERA_SILENT, 0, FAULT_ALWAYS);
	esp_camera_return_all();
	vTaskDelay(pdMS_TO_TICKS(300));
	esp_camera_return_all();
	int64_t start = esp_timer_get_time();
	CHECK(esp_camera_fb_get() == NULL);
	CHECK(esp_timer_get_time() - start >= 4000000);
	fault_clear_all();
	expect_frame(320, 240);
	CHECK(esp_camera_deinit() == ESP_OK);
}

static void a_sensor_that_is_not_there_is_told(void) {
	fault_set_for(FAULT_I2C_NOT_ACKNOWLEDGED, 0x30, 0, FAULT_ALWAYS);
	CHECK(esp_camera_init(&usual) == ESP_ERR_NOT_SUPPORTED);
	fault_clear_all();
	for (uint32_t nth = 0; nth < 6; nth++) {
		fault_set(FAULT_ALLOCATION, nth, 1);
		CHECK(esp_camera_init(&usual) != ESP_OK);
	}
	fault_clear_all();
	CHECK(esp_camera_deinit() == ESP_FAIL);
}

static void the_control_bus_can_be_shared(void) {
	i2c_master_bus_config_t config = {.i2c_port = 0, .sda_io_num = 4, .scl_io_num = 5};
	i2c_master_bus_handle_t bus;
	camera_config_t shared = usual;
	shared.pin_sccb_sda = shared.pin_sccb_scl = -1;
	shared.sccb_i2c_port = 0;
	CHECK(esp_camera_init(&shared) == ESP_ERR_INVALID_STATE);
	CHECK(i2c_new_master_bus(&config, &bus) == ESP_OK);
	CHECK(esp_camera_init(&shared) == ESP_OK);
	expect_frame(320, 240);
	CHECK(i2c_del_master_bus(bus) == ESP_ERR_INVALID_STATE);
	CHECK(esp_camera_deinit() == ESP_OK);
	CHECK(i2c_del_master_bus(bus) == ESP_OK);
}

int main(void) {
	size_t internal = heap_caps_get_free_size(MALLOC_CAP_INTERNAL),
	       psram = heap_caps_get_free_size(MALLOC_CAP_SPIRAM);
	esp_log_level_set("*", ESP_LOG_NONE);
	xTaskGetCurrentTaskHandle();
	psram = heap_caps_get_free_size(MALLOC_CAP_SPIRAM);
	frames_come_at_the_sensors_pace();
	settings_change_while_it_runs();
	the_newest_frame_is_kept();
	a_held_frame_stays();
	broken_frames_are_left_out();
	a_silent_sensor_times_out_and_can_come_back();
	a_sensor_that_is_not_there_is_told();
	the_control_bus_can_be_shared();
	CHECK(heap_caps_get_free_size(MALLOC_CAP_INTERNAL) == internal);
	CHECK(heap_caps_get_free_size(MALLOC_CAP_SPIRAM) == psram);
	return 0;
}
