#include "camera-frames.h"

#include <stdio.h>
#include "camera-control.h"
#include "camera-sensor.h"
#include "driver/gpio.h"
#include "esp_camera.h"
#include "esp_heap_caps.h"
#include "esp_log.h"

#define TAG "camera"
#define GET_TIMEOUT pdMS_TO_TICKS(4000)
/** A frame buffer has a byte for so many pixels, as esp32-camera makes it for JPEG. */
#define PIXELS_PER_BYTE 5

static pthread_mutex_t instance_lock = PTHREAD_MUTEX_INITIALIZER;
static camera_t *instance;

static camera_t *current(void) {
	pthread_mutex_lock(&instance_lock);
	camera_t *camera = instance;
	pthread_mutex_unlock(&instance_lock);
	return camera;
}

static void reset_by_pin(int pin, uint32_t first) {
	if (pin < 0)
		return;
	gpio_config_t config = {.pin_bit_mask = BIT64(pin), .mode = GPIO_MODE_OUTPUT};
	gpio_config(&config);
	gpio_set_level(pin, first);
	vTaskDelay(pdMS_TO_TICKS(10));
	gpio_set_level(pin, !first);
	vTaskDelay(pdMS_TO_TICKS(10));
}

static esp_err_t probe(camera_t *camera, const camera_config_t *config) {
	esp_err_t result = camera_control_open(config);
	if (result != ESP_OK) {
		ESP_LOGE(TAG, "sccb init err");
		return result;
	}
	reset_by_pin(config->pin_pwdn, 1);
	reset_by_pin(config->pin_reset, 0);
	vTaskDelay(pdMS_TO_TICKS(10));
	camera->sensor.slv_addr = OV2640_SCCB_ADDR;
	camera->sensor.xclk_freq_hz = config->xclk_freq_hz;
	if (camera_control_probe(OV2640_SCCB_ADDR) != ESP_OK || !camera_sensor_detect(&camera->sensor)) {
		ESP_LOGE(TAG, "Detected camera not supported.");
		return ESP_ERR_NOT_SUPPORTED;
	}
	return camera->sensor.reset(&camera->sensor);
}

static esp_err_t allocate_frames(camera_t *camera, const camera_config_t *config, framesize_t size) {
	uint32_t caps = MALLOC_CAP_8BIT |
	                (config->fb_location == CAMERA_FB_IN_DRAM ? MALLOC_CAP_INTERNAL : MALLOC_CAP_SPIRAM);
	camera->capacity = (size_t)resolution[size].width * resolution[size].height / PIXELS_PER_BYTE;
	camera->frames = heap_caps_calloc(config->fb_count, sizeof *camera->frames, MALLOC_CAP_INTERNAL);
	if (camera->frames == NULL)
		return ESP_FAIL;
	bool keeps_latest = config->grab_mode == CAMERA_GRAB_LATEST && config->fb_count > 1;
	camera->queue_length = keeps_latest ? config->fb_count - 1 : config->fb_count;
	for (; camera->count < config->fb_count; camera->count++) {
		camera->frames[camera->count].fb.buf = heap_caps_aligned_alloc(16, camera->capacity, caps);
		if (camera->frames[camera->count].fb.buf == NULL) {
			ESP_LOGE(TAG, "frame buffer malloc failed");
			return ESP_FAIL;
		}
	}
	return ESP_OK;
}

static esp_err_t configure(camera_t *camera, const camera_config_t *config, framesize_t size) {
	sensor_t *sensor = &camera->sensor;
	sensor->pixformat = config->pixel_format;
	if (sensor->set_framesize(sensor, size) != 0) {
		ESP_LOGE(TAG, "Failed to set frame size");
		return ESP_ERR_CAMERA_FAILED_TO_SET_FRAME_SIZE;
	}
	sensor->set_quality(sensor, config->jpeg_quality);
	sensor->init_status(sensor);
	return ESP_OK;
}

esp_err_t esp_camera_init(const camera_config_t *config) {
	if (config == NULL || config->fb_count == 0)
		return ESP_ERR_INVALID_ARG;
	if (config->pixel_format != PIXFORMAT_JPEG) {
		ESP_LOGE(TAG, "the simulated sensor delivers JPEG only");
		return ESP_ERR_NOT_SUPPORTED;
	}
	camera_t *camera = current() == NULL ? heap_caps_calloc(1, sizeof *camera, MALLOC_CAP_INTERNAL) : NULL;
	esp_err_t result = camera != NULL ? ESP_OK : current() != NULL ? ESP_ERR_INVALID_STATE : ESP_ERR_NO_MEM;
	if (camera != NULL) {
		pthread_mutex_init(&camera->lock, NULL);
		simulated_condition_initialize(&camera->changed);
		pthread_mutex_lock(&instance_lock);
		instance = camera;
		pthread_mutex_unlock(&instance_lock);
		result = probe(camera, config);
		if (result != ESP_OK)
			ESP_LOGE(
			    TAG, "Camera probe failed with error 0x%x(%s)", (unsigned)result, esp_err_to_name(result));
	}
	framesize_t size = config->frame_size > FRAMESIZE_UXGA ? FRAMESIZE_UXGA : config->frame_size;
	if (result == ESP_OK)
		result = allocate_frames(camera, config, size);
	if (result == ESP_OK)
		result = configure(camera, config, size);
	if (result == ESP_OK)
		result = camera_start(camera);
	if (result != ESP_OK)
		esp_camera_deinit();
	return result;
}

esp_err_t esp_camera_deinit(void) {
	pthread_mutex_lock(&instance_lock);
	camera_t *camera = instance;
	instance = NULL;
	pthread_mutex_unlock(&instance_lock);
	if (camera == NULL)
		return ESP_FAIL;
	pthread_mutex_lock(&camera->lock);
	if (camera->waiting > 0) {
		fprintf(
		    stderr, "esp_camera_deinit while a task is in esp_camera_fb_get: on the chip that is a crash\n");
		abort();
	}
	pthread_mutex_unlock(&camera->lock);
	camera_stop(camera);
	camera_control_close();
	for (size_t i = 0; i < camera->count; i++)
		heap_caps_free(camera->frames[i].fb.buf);
	heap_caps_free(camera->frames);
	pthread_mutex_destroy(&camera->lock);
	pthread_cond_destroy(&camera->changed);
	heap_caps_free(camera);
	return ESP_OK;
}

camera_fb_t *esp_camera_fb_get(void) {
	camera_t *camera = current();
	if (camera == NULL)
		return NULL;
	int64_t deadline = rtos_deadline(GET_TIMEOUT);
	pthread_mutex_lock(&camera->lock);
	camera->waiting++;
	camera_fb_t *fb = camera_take(camera);
	while (fb == NULL && rtos_wait(&camera->changed, &camera->lock, deadline))
		fb = camera_take(camera);
	camera->waiting--;
	pthread_mutex_unlock(&camera->lock);
	if (fb == NULL) {
		ESP_LOGW(TAG, "Failed to get frame: timeout");
		return NULL;
	}
	framesize_t size = __atomic_load_n(&camera->sensor.status.framesize, __ATOMIC_RELAXED);
	fb->width = resolution[size].width;
	fb->height = resolution[size].height;
	fb->format = camera->sensor.pixformat;
	return fb;
}

void esp_camera_fb_return(camera_fb_t *fb) {
	camera_t *camera = current();
	if (camera == NULL)
		return;
	pthread_mutex_lock(&camera->lock);
	for (size_t i = 0; i < camera->count; i++)
		if (&camera->frames[i].fb == fb)
			camera->frames[i].state = FREE;
	pthread_mutex_unlock(&camera->lock);
}

void esp_camera_return_all(void) {
	camera_t *camera = current();
	if (camera == NULL)
		return;
	pthread_mutex_lock(&camera->lock);
	for (size_t i = 0; i < camera->count; i++)
		if (camera->frames[i].state == TAKEN || camera->frames[i].state == QUEUED)
			camera->frames[i].state = FREE;
	pthread_mutex_unlock(&camera->lock);
}

bool esp_camera_available_frames(void) {
	camera_t *camera = current();
	if (camera == NULL)
		return false;
	pthread_mutex_lock(&camera->lock);
	bool available = camera_oldest(camera, NULL) != NULL;
	pthread_mutex_unlock(&camera->lock);
	return available;
}

sensor_t *esp_camera_sensor_get(void) {
	camera_t *camera = current();
	return camera != NULL ? &camera->sensor : NULL;
}
