#include "rtos-task.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include "camera-control.h"
#include "camera-sensor.h"
#include "driver/gpio.h"
#include "esp_camera.h"
#include "esp_heap_caps.h"
#include "esp_log.h"
#include "faults.h"
#include "freertos/task.h"
#include "ov2640-part.h"

#define TAG "camera"
#define GET_TIMEOUT pdMS_TO_TICKS(4000)
/** A frame buffer has a byte for so many pixels, as esp32-camera makes it for JPEG. */
#define PIXELS_PER_BYTE 5
/** How often it is said that frames are lost. */
#define REPORT_EVERY 100

typedef struct {
	camera_fb_t fb;
	enum { FREE, FILLING, QUEUED, TAKEN } state;
	/** When it was queued, counted in frames. */
	uint64_t order;
} frame_t;

typedef struct {
	sensor_t sensor;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	pthread_t thread;
	bool has_thread, quits;
	frame_t *frames;
	size_t count, queue_length;
	size_t capacity;
	uint64_t delivered;
	unsigned waiting;
	unsigned overflows, incomplete;
} camera_t;

static pthread_mutex_t instance_lock = PTHREAD_MUTEX_INITIALIZER;
static camera_t *instance;

static camera_t *current(void) {
	pthread_mutex_lock(&instance_lock);
	camera_t *camera = instance;
	pthread_mutex_unlock(&instance_lock);
	return camera;
}

static frame_t *free_frame(camera_t *camera) {
	for (size_t i = 0; i < camera->count; i++)
		if (camera->frames[i].state == FREE)
			return &camera->frames[i];
	return NULL;
}

static frame_t *oldest_queued(camera_t *camera, size_t *queued) {
	frame_t *oldest = NULL;
	size_t count = 0;
	for (size_t i = 0; i < camera->count; i++) {
		frame_t *frame = &camera->frames[i];
		if (frame->state != QUEUED)
			continue;
		count++;
		if (oldest == NULL || frame->order < oldest->order)
			oldest = frame;
	}
	if (queued != NULL)
		*queued = count;
	return oldest;
}

/** Says every so often, starting with the first, what is wrong with frames. */
static void report(unsigned *count, const char *what) {
	if ((*count)++ % REPORT_EVERY == 0)
		ESP_LOGW(TAG, "%s (%u so far)", what, *count);
}

/** Hands a frame over; the oldest that waits goes when there is no room. */
static void deliver(camera_t *camera, frame_t *frame) {
	size_t queued;
	frame_t *oldest = oldest_queued(camera, &queued);
	if (queued == camera->queue_length)
		oldest->state = FREE;
	frame->state = QUEUED;
	frame->order = camera->delivered++;
	pthread_cond_broadcast(&camera->changed);
}

/** Waits for the simulated sensor's clock. Returns false when the camera is to stop. */
static bool wait_until(camera_t *camera, int64_t deadline) {
	while (!camera->quits && simulated_condition_wait(&camera->changed, &camera->lock, deadline))
		continue;
	return !camera->quits;
}

/** Exposes a frame that starts at `start` and takes `period`; called and returns with the camera locked. */
static void take_frame(camera_t *camera, const ov2640_settings_t *settings, int64_t start, int64_t period) {
	frame_t *frame = free_frame(camera);
	if (frame == NULL || fault_happens(FAULT_CAMERA_SILENT, 0))
		return;
	frame->state = FILLING;
	pthread_mutex_unlock(&camera->lock);
	size_t size = ov2640_expose(settings, frame->fb.buf, camera->capacity);
	pthread_mutex_lock(&camera->lock);
	if (!wait_until(camera, start + period) || size == 0) {
		frame->state = FREE;
		if (size == 0)
			report(&camera->overflows, "FB-OVF: a frame does not fit its buffer");
		return;
	}
	frame->fb.len = size;
	frame->fb.timestamp.tv_sec = start / 1000000;
	frame->fb.timestamp.tv_usec = start % 1000000;
	deliver(camera, frame);
}

/** The sensor: frames start at its own pace, whether or not there is a buffer for them. */
static void *run_sensor(void *argument) {
	camera_t *camera = argument;
	pthread_setname_np(pthread_self(), "ov2640");
	int64_t start = simulated_now();
	pthread_mutex_lock(&camera->lock);
	while (wait_until(camera, start)) {
		ov2640_settings_t settings = ov2640_settings();
		int64_t period = ov2640_frame_period(settings.width, camera->sensor.xclk_freq_hz);
		take_frame(camera, &settings, start, period);
		start += period;
		int64_t late = simulated_now() - start;
		if (late > 0)
			start += late / period * period;
	}
	pthread_mutex_unlock(&camera->lock);
	return NULL;
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

static esp_err_t start(camera_t *camera) {
	sigset_t all, former;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &former);
	camera->has_thread = pthread_create(&camera->thread, NULL, run_sensor, camera) == 0;
	pthread_sigmask(SIG_SETMASK, &former, NULL);
	return camera->has_thread ? ESP_OK : ESP_FAIL;
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
		result = start(camera);
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
	camera->quits = true;
	pthread_cond_broadcast(&camera->changed);
	pthread_mutex_unlock(&camera->lock);
	if (camera->has_thread)
		pthread_join(camera->thread, NULL);
	camera_control_close();
	for (size_t i = 0; i < camera->count; i++)
		heap_caps_free(camera->frames[i].fb.buf);
	heap_caps_free(camera->frames);
	pthread_mutex_destroy(&camera->lock);
	pthread_cond_destroy(&camera->changed);
	heap_caps_free(camera);
	return ESP_OK;
}

/** Cuts what lies behind the end-of-image marker. Returns false when there is none: the frame is not handed
 * out. */
static bool cut_at_end(camera_fb_t *fb) {
	for (size_t at = fb->len; at >= 2; at--)
		if (fb->buf[at - 2] == 0xFF && fb->buf[at - 1] == 0xD9) {
			fb->len = at;
			return true;
		}
	return false;
}

/** The oldest frame that waits and is whole. */
static camera_fb_t *take_queued(camera_t *camera) {
	frame_t *frame;
	while ((frame = oldest_queued(camera, NULL)) != NULL) {
		frame->state = TAKEN;
		if (fault_happens(FAULT_CAMERA_UNCHECKED, 0) || cut_at_end(&frame->fb))
			return &frame->fb;
		frame->state = FREE;
		report(&camera->incomplete, "NO-EOI - JPEG end marker missing");
	}
	return NULL;
}

camera_fb_t *esp_camera_fb_get(void) {
	camera_t *camera = current();
	if (camera == NULL)
		return NULL;
	int64_t deadline = rtos_deadline(GET_TIMEOUT);
	pthread_mutex_lock(&camera->lock);
	camera->waiting++;
	camera_fb_t *fb = take_queued(camera);
	while (fb == NULL && rtos_wait(&camera->changed, &camera->lock, deadline))
		fb = take_queued(camera);
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
	bool available = oldest_queued(camera, NULL) != NULL;
	pthread_mutex_unlock(&camera->lock);
	return available;
}

sensor_t *esp_camera_sensor_get(void) {
	camera_t *camera = current();
	return camera != NULL ? &camera->sensor : NULL;
}
