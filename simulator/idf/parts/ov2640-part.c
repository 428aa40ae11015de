#include "ov2640-part.h"

#include <pthread.h>
#include <string.h>
#include <time.h>
#include "doorstep.h"
#include "esp_log.h"
#include "faults.h"
#include "jpeg-encoder.h"
#include "picture-files.h"

#define TAG "ov2640"
#define ADDRESS 0x30

/* Register names and bits are those of the OV2640 datasheet. */
#define BANK_SELECT 0xFF
#define DSP 0
#define SENSOR 1
#define DSP_QS 0x44
#define DSP_ZMOW 0x5A
#define DSP_ZMOH 0x5B
#define DSP_ZMHH 0x5C
#define DSP_BPADDR 0x7C
#define DSP_BPDATA 0x7D
#define SENSOR_REG04 0x04
#define SENSOR_PIDH 0x0A
#define SENSOR_PIDL 0x0B
#define SENSOR_COM7 0x12
#define SENSOR_MIDH 0x1C
#define SENSOR_MIDL 0x1D
#define COM7_RESET 0x80
#define REG04_MIRROR 0x80
#define REG04_FLIP 0x40
#define SDE_SATURATION 0x03
#define SDE_CONTRAST 0x08
#define SDE_BRIGHTNESS 0x09

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static uint8_t bank, selected, sde_selected;
static uint8_t registers[2][256];
static uint8_t sde[256];
static bool is_reset;

/** What the chip has after power-up or reset. */
static void reset(void) {
	memset(registers, 0, sizeof registers);
	memset(sde, 0, sizeof sde);
	registers[SENSOR][SENSOR_PIDH] = 0x26;
	registers[SENSOR][SENSOR_PIDL] = 0x42;
	registers[SENSOR][SENSOR_MIDH] = 0x7F;
	registers[SENSOR][SENSOR_MIDL] = 0xA2;
	registers[DSP][DSP_QS] = 0x0C;
	registers[DSP][DSP_ZMOW] = 1600 / 4 & 0xFF;
	registers[DSP][DSP_ZMOH] = 1200 / 4 & 0xFF;
	registers[DSP][DSP_ZMHH] = 0x05;
	sde[SDE_SATURATION] = 0x48;
	sde[SDE_CONTRAST] = 0x20;
	sde[SDE_BRIGHTNESS] = 0x20;
	is_reset = true;
}

static void write_register(uint8_t address, uint8_t value) {
	if (address == BANK_SELECT) {
		bank = value & 1;
	} else if (bank == SENSOR && address == SENSOR_COM7 && value & COM7_RESET) {
		reset();
	} else if (bank == DSP && address == DSP_BPADDR) {
		sde_selected = value;
	} else if (bank == DSP && address == DSP_BPDATA) {
		sde[sde_selected++] = value;
	} else {
		registers[bank][address] = value;
	}
}

static void write_registers(const uint8_t *data, size_t size) {
	pthread_mutex_lock(&lock);
	if (!is_reset)
		reset();
	selected = data[0];
	for (size_t i = 1; i < size; i++)
		write_register(selected, data[i]);
	pthread_mutex_unlock(&lock);
}

static void read_registers(uint8_t *data, size_t size) {
	pthread_mutex_lock(&lock);
	if (!is_reset)
		reset();
	for (size_t i = 0; i < size; i++)
		data[i] = selected == BANK_SELECT ? bank : registers[bank][selected];
	pthread_mutex_unlock(&lock);
}

const i2c_target_t ov2640_i2c_target = {ADDRESS, write_registers, read_registers};

ov2640_settings_t ov2640_settings(void) {
	pthread_mutex_lock(&lock);
	if (!is_reset)
		reset();
	const uint8_t *dsp = registers[DSP];
	ov2640_settings_t settings = {
	    .width = ((dsp[DSP_ZMHH] & 3u) << 8 | dsp[DSP_ZMOW]) * 4,
	    .height = ((dsp[DSP_ZMHH] & 4u) << 6 | dsp[DSP_ZMOH]) * 4,
	    .quality = dsp[DSP_QS] & 63,
	    .brightness = sde[SDE_BRIGHTNESS] / 16 - 2,
	    .contrast = (sde[SDE_CONTRAST] - 0x20) / 4,
	    .saturation = sde[SDE_SATURATION] / 16 - 4,
	    .is_mirrored = registers[SENSOR][SENSOR_REG04] & REG04_MIRROR,
	    .is_flipped = registers[SENSOR][SENSOR_REG04] & REG04_FLIP,
	};
	pthread_mutex_unlock(&lock);
	return settings;
}

int64_t ov2640_frame_period(unsigned width, int master_clock) {
	int64_t frames_per_second = width <= 400 ? 30 : width <= 640 ? 25 : 15;
	if (master_clock <= 0 || master_clock > 20000000)
		master_clock = 20000000;
	return INT64_C(1000000) * 20000000 / (frames_per_second * master_clock);
}

/** Frames of a file are not the size that was asked for: this is said once for each size. */
static void report_size(const ov2640_settings_t *settings, const jpeg_picture_t *picture) {
	static unsigned asked, found;
	unsigned now_asked = settings->width << 16 | settings->height,
	         now_found = picture->width << 16 | picture->height;
	if (now_asked == now_found || (now_asked == asked && now_found == found))
		return;
	asked = now_asked;
	found = now_found;
	ESP_LOGW(TAG, "%s is %ux%u, not the %ux%u that was asked for: it is sent as it is", picture->name,
	    picture->width, picture->height, settings->width, settings->height);
}

static size_t copy_file(const ov2640_settings_t *settings, uint8_t *buffer, size_t capacity) {
	static size_t reported;
	jpeg_picture_t picture;
	picture_files_next(&picture);
	report_size(settings, &picture);
	if (picture.size > capacity) {
		if (picture.size != reported)
			ESP_LOGW(TAG, "%s has %zu bytes, the frame buffer for %ux%u %zu: it is left out", picture.name,
			    picture.size, settings->width, settings->height, capacity);
		reported = picture.size;
		return 0;
	}
	memcpy(buffer, picture.bytes, picture.size);
	return picture.size;
}

static size_t encode_doorstep(const ov2640_settings_t *settings, uint8_t *buffer, size_t capacity) {
	static jpeg_quality_t quality;
	static unsigned quality_of = UINT32_MAX;
	if (quality_of != settings->quality) {
		jpeg_set_quality(&quality, settings->quality);
		quality_of = settings->quality;
	}
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	return jpeg_encode(doorstep_draw(settings, &now), &quality, buffer, capacity);
}

/** Damages a frame as the faults that are set say. Returns its size. */
static size_t damage(uint8_t *buffer, size_t size, size_t capacity) {
	if (fault_happens(FAULT_CAMERA_NO_START, 0))
		buffer[0] = 0;
	if (fault_happens(FAULT_CAMERA_TRUNCATED, 0))
		size /= 2;
	if (fault_happens(FAULT_CAMERA_CORRUPT, 0))
		for (size_t i = size / 2; i < size / 2 + 64 && i + 2 < size; i++)
			buffer[i] ^= buffer[i] == 0xFF || buffer[i - 1] == 0xFF ? 0 : 0x15;
	if (fault_happens(FAULT_CAMERA_PADDED, 0)) {
		size_t padded = size + 512 < capacity ? size + 512 : capacity;
		memset(buffer + size, 0, padded - size);
		size = padded;
	}
	return size;
}

size_t ov2640_expose(const ov2640_settings_t *settings, uint8_t *buffer, size_t capacity) {
	size_t size = picture_files_are_shown() ? copy_file(settings, buffer, capacity)
	                                        : encode_doorstep(settings, buffer, capacity);
	return size > 0 ? damage(buffer, size, capacity) : 0;
}
