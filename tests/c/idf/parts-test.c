/* What the environment names: a microphone's file, the speaker's recording, pictures, the light. */

#include "check.h"

#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "es8311-part.h"
#include "esp_log.h"
#include "jpeg-encoder.h"
#include "jpeg-picture.h"
#include "led_strip.h"
#include "ov2640-part.h"
#include "picture-files.h"
#include "wav-reader.h"
#include "wav-writer.h"
#include "ws2812-part.h"

#define RATE 16000

static char folder[64];
static char messages[4096];

static const char *in_folder(const char *name) {
	static char path[160];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	return path;
}

/** Notes what is logged. */
static int note(const char *format, va_list arguments) {
	size_t length = strlen(messages);
	return vsnprintf(messages + length, sizeof messages - length, format, arguments);
}

static void save(const char *name, const void *bytes, size_t size) {
	FILE *file = fopen(in_folder(name), "wb");
	CHECK(file != NULL && fwrite(bytes, 1, size, file) == size && fclose(file) == 0);
}

/** A JPEG of one gray, `width` pixels wide. */
static size_t gray_jpeg(unsigned width, uint8_t *bytes, size_t capacity) {
	static uint8_t plane[64 * 64];
	memset(plane, 128, sizeof plane);
	picture_t picture = {width, 16, 64, 16, plane, plane, plane};
	jpeg_quality_t quality;
	jpeg_set_quality(&quality, 12);
	return jpeg_encode(&picture, &quality, bytes, capacity);
}

static void make_pictures(void) {
	static uint8_t bytes[3 * 16384];
	CHECK(mkdir(in_folder("pictures"), 0777) == 0);
	size_t size = gray_jpeg(32, bytes, 16384);
	save("pictures/b.jpg", bytes, size);
	save("pictures/c.jpg", "no picture at all", 17);
	save("pictures/d.jpg", bytes, size / 2);
	size = gray_jpeg(16, bytes, 16384);
	size += gray_jpeg(48, bytes + size, 16384);
	memcpy(bytes + size, "\xFF\xD8\xFF", 3);
	save("pictures/a.mjpeg", bytes, size + 3);
	save("pictures/.hidden", "nothing", 7);
	save("pictures/e.jpg", "", 0);
}

static void pictures_are_shown_in_order(void) {
	ov2640_settings_t settings = {.width = 640, .height = 480, .quality = 12};
	static uint8_t buffer[65536];
	static const unsigned widths[] = {16, 48, 32};
	messages[0] = '\0';
	for (int i = 0; i < 9; i++) {
		jpeg_picture_t picture;
		size_t size = ov2640_expose(&settings, buffer, sizeof buffer);
		CHECK(jpeg_picture_read(&picture, buffer, size) == NULL && picture.width == widths[i % 3]);
	}
	CHECK(strstr(messages, "c.jpg is not shown: it does not start with a JPEG's SOI marker") != NULL);
	CHECK(strstr(messages, "d.jpg is not shown: it ends before its EOI marker") != NULL);
	CHECK(strstr(messages, "e.jpg is not shown: it is empty") != NULL);
	CHECK(strstr(messages, "a.mjpeg: 2 pictures of it are shown; the next is left out") != NULL);
	CHECK(strstr(messages, "is 16x16, not the 640x480 that was asked for") != NULL);
	CHECK(strstr(messages, "hidden") == NULL);
	messages[0] = '\0';
	CHECK(ov2640_expose(&settings, buffer, 600) == 0);
	CHECK(strstr(messages, "it is left out") != NULL);
}

static void power_up_codec(void) {
	static const uint8_t writes[][2] = {{0x00, 0x80}, {0x0D, 0x01}, {0x12, 0x00}, {0x09, 0x0C}, {0x0A, 0x0C},
	    {0x16, 4}, {0x17, 0xBF}, {0x31, 0x00}, {0x32, 0xBF}, {0x44, 0x58}};
	for (size_t i = 0; i < sizeof writes / sizeof writes[0]; i++)
		es8311_i2c_target.write(writes[i], 2);
}

static void make_tone(void) {
	wav_writer_t wav;
	static int16_t samples[44100];
	for (int i = 0; i < 44100; i++)
		samples[i] = (int16_t)lrint(16000 * sin(2 * M_PI * 441 * i / 44100.0));
	CHECK(wav_writer_open(&wav, in_folder("tone.wav"), 44100));
	CHECK(wav_writer_add(&wav, samples, 44100));
	wav_writer_close(&wav);
}

static double level_of_tone(const float *samples, size_t count, double frequency, double rate) {
	double in_phase = 0, quadrature = 0;
	for (size_t i = 0; i < count; i++) {
		in_phase += samples[i] * sin(2 * M_PI * frequency * (double)i / rate);
		quadrature += samples[i] * cos(2 * M_PI * frequency * (double)i / rate);
	}
	return 2 * hypot(in_phase, quadrature) / (double)count;
}

/** The file is heard at the codec's rate, without a seam where it starts again. */
static void the_file_is_heard(void) {
	static i2s_frame_t input[3 * RATE];
	static float heard[2 * RATE];
	es8311_exchange(NULL, input, 3 * RATE, RATE);
	for (size_t i = 0; i < 2 * RATE; i++)
		heard[i] = input[RATE + i][0];
	CHECK(fabs(level_of_tone(heard, 2 * RATE, 441, RATE) - 16000) < 100);
	for (size_t i = 1; i < 2 * RATE; i++)
		CHECK(fabs(heard[i] - heard[i - 1]) < 16000 * 2 * M_PI * 441 / RATE * 1.05);
}

static void what_is_played_is_recorded(void) {
	static i2s_frame_t output[RATE];
	for (int i = 0; i < RATE; i++)
		output[i][0] = output[i][1] = (int16_t)(i % 100 * 100);
	es8311_exchange(output, NULL, RATE, RATE);
	const uint8_t mute[] = {0x31, 0x60}, unmute[] = {0x31, 0x00}, half[] = {0x32, 0xBF - 12};
	es8311_i2c_target.write(mute, 2);
	es8311_exchange(output, NULL, RATE, RATE);
	es8311_i2c_target.write(unmute, 2);
	es8311_i2c_target.write(half, 2);
	es8311_exchange(output, NULL, RATE, RATE);
	static i2s_frame_t slower[8000];
	es8311_exchange(slower, NULL, 8000, 8000);
	wav_reader_t wav;
	char reason[256];
	CHECK(wav_reader_open(&wav, in_folder("speaker.wav"), reason, sizeof reason));
	CHECK(wav.rate == RATE && wav.count > 4 * RATE - 200 && wav.count <= 4 * RATE);
	CHECK(wav_reader_sample(&wav, 50) == 5000 / 32768.0f);
	CHECK(wav_reader_sample(&wav, RATE + 50) == 0);
	CHECK(fabsf(wav_reader_sample(&wav, 2 * RATE + 50) - 5000 * 0.50119f / 32768) < 2 / 32768.0f);
	wav_reader_close(&wav);
}

static void the_light_can_be_seen(void) {
	led_strip_config_t config = {.strip_gpio_num = 48,
	    .max_leds = 3,
	    .led_model = LED_MODEL_WS2812,
	    .color_component_format = LED_STRIP_COLOR_COMPONENT_FMT_GRB};
	led_strip_rmt_config_t rmt = {.resolution_hz = 10000000};
	led_strip_handle_t strip;
	CHECK(led_strip_new_rmt_device(&config, &rmt, &strip) == ESP_OK);
	CHECK(led_strip_set_pixel(strip, 1, 1, 2, 255) == ESP_OK);
	CHECK(led_strip_set_pixel(strip, 3, 1, 2, 3) == ESP_ERR_INVALID_ARG);
	uint8_t colors[9] = {0};
	CHECK(ws2812_read(48, colors, 3) == 0);
	CHECK(led_strip_refresh(strip) == ESP_OK);
	CHECK(ws2812_read(48, colors, 3) == 3 && colors[3] == 1 && colors[4] == 2 && colors[5] == 255 &&
	      colors[0] == 0);
	char line[64] = "";
	FILE *file = fopen(in_folder("light"), "r");
	CHECK(file != NULL && fgets(line, sizeof line, file) != NULL && fclose(file) == 0);
	CHECK(strcmp(line, "#000000 #0102ff #000000\n") == 0);
	CHECK(led_strip_clear(strip) == ESP_OK && ws2812_refreshes(48) == 2);
	CHECK(led_strip_del(strip) == ESP_OK);
	config.strip_gpio_num = 22;
	CHECK(led_strip_new_rmt_device(&config, &rmt, &strip) == ESP_ERR_INVALID_ARG);
}

static void remove_all(void) {
	static const char *const names[] = {"pictures/a.mjpeg", "pictures/b.jpg", "pictures/c.jpg",
	    "pictures/d.jpg", "pictures/e.jpg", "pictures/.hidden", "pictures", "tone.wav", "speaker.wav",
	    "light", ""};
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		CHECK(remove(in_folder(names[i])) == 0);
}

int main(void) {
	snprintf(folder, sizeof folder, "/tmp/belltower-parts-test-%d", (int)getpid());
	CHECK(mkdir(folder, 0777) == 0);
	make_pictures();
	make_tone();
	setenv("BELLTOWER_CAMERA", in_folder("pictures"), 1);
	setenv("BELLTOWER_MICROPHONE", in_folder("tone.wav"), 1);
	setenv("BELLTOWER_SPEAKER", in_folder("speaker.wav"), 1);
	setenv("BELLTOWER_LIGHT", in_folder("light"), 1);
	esp_log_set_vprintf(note);
	pictures_are_shown_in_order();
	power_up_codec();
	the_file_is_heard();
	what_is_played_is_recorded();
	the_light_can_be_seen();
	remove_all();
	return 0;
}
