#include "es8311-part.h"

#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "esp_log.h"
#include "microphone.h"
#include "speaker.h"

#define TAG "es8311"
#define ADDRESS 0x18

/* Register names and bits are those of the ES8311 datasheet. */
#define RESET 0x00
#define SDP_IN 0x09
#define SDP_OUT 0x0A
#define SYSTEM_POWER 0x0D
#define SYSTEM_DAC 0x12
#define ADC_SCALE 0x16
#define ADC_VOLUME 0x17
#define DAC_MUTE 0x31
#define DAC_VOLUME 0x32
#define GPIO 0x44
#define CHIP_ID_1 0xFD
#define CHIP_ID_2 0xFE

#define CHIP_STATE_MACHINE_ON 0x80
#define POWERED_UP 0x01
#define PORT_MUTED 0x40
#define DAC_MUTED 0x60
#define DAC_POWERED_DOWN 0x02
#define ADC_DATA_SELECT 0x70
#define ADC_LEFT_DAC_RIGHT 0x50
#define VOLUME_0_DB 0xBF

/** The ADC scale in dB at which a WAV file's full scale is the ADC's: what the chip has after reset. */
#define NOMINAL_GAIN 24
#define ECHO_SIZE 65536
#define BLOCK 256

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static uint8_t selected;
static uint8_t registers[256] = {
    [RESET] = 0x1F,
    [SYSTEM_POWER] = 0xFC,
    [SYSTEM_DAC] = 0x02,
    [ADC_SCALE] = 0x04,
    [CHIP_ID_1] = 0x83,
    [CHIP_ID_2] = 0x11,
};

static struct {
	unsigned delay;
	float factor;
	size_t at;
	float played[ECHO_SIZE];
} echo;

static void write_registers(const uint8_t *data, size_t size) {
	pthread_mutex_lock(&lock);
	selected = data[0];
	for (size_t i = 1; i < size; i++)
		registers[selected++] = data[i];
	pthread_mutex_unlock(&lock);
}

static void read_registers(uint8_t *data, size_t size) {
	pthread_mutex_lock(&lock);
	for (size_t i = 0; i < size; i++)
		data[i] = registers[selected++];
	pthread_mutex_unlock(&lock);
}

const i2c_target_t es8311_i2c_target = {ADDRESS, write_registers, read_registers};

uint8_t es8311_register(uint8_t address) {
	pthread_mutex_lock(&lock);
	uint8_t value = registers[address];
	pthread_mutex_unlock(&lock);
	return value;
}

void es8311_set_echo(unsigned delay, float level) {
	pthread_mutex_lock(&lock);
	echo.delay = delay;
	echo.factor = level > -96 ? powf(10, level / 20) : 0;
	pthread_mutex_unlock(&lock);
}

__attribute__((constructor)) static void read_environment(void) {
	const char *text = getenv("BELLTOWER_ECHO");
	unsigned delay;
	float level;
	if (text == NULL || *text == '\0')
		return;
	if (sscanf(text, "%u,%f", &delay, &level) == 2 && delay <= 500 && level <= 20)
		es8311_set_echo(delay, level);
	else
		ESP_LOGE(TAG,
		    "BELLTOWER_ECHO is \"%s\"; it must be a delay of 0 to 500 milliseconds, a comma, and a level of "
		    "at most 20 decibels, such as 12,-18",
		    text);
}

static float decibels(float level) {
	return powf(10, level / 20);
}

static bool is_powered(void) {
	return registers[RESET] & CHIP_STATE_MACHINE_ON && registers[SYSTEM_POWER] == POWERED_UP;
}

/** The factor from the digital input to the speaker, 0 when nothing is heard. */
static float dac_factor(void) {
	bool is_off = !is_powered() || registers[SDP_IN] & PORT_MUTED ||
	              registers[SYSTEM_DAC] & DAC_POWERED_DOWN || registers[DAC_MUTE] & DAC_MUTED ||
	              registers[DAC_VOLUME] == 0;
	return is_off ? 0 : decibels(0.5f * (float)(registers[DAC_VOLUME] - VOLUME_0_DB));
}

/** The factor from the microphone to the digital output. */
static float adc_factor(void) {
	bool is_off = !is_powered() || registers[SDP_OUT] & PORT_MUTED || registers[ADC_VOLUME] == 0;
	float gain = 6.0f * (float)(registers[ADC_SCALE] & 7) - NOMINAL_GAIN;
	return is_off ? 0 : decibels(gain + 0.5f * (float)(registers[ADC_VOLUME] - VOLUME_0_DB));
}

static int16_t saturated(float sample) {
	return (int16_t)lrintf(fmaxf(-32768, fminf(32767, sample)));
}

/** What the microphone hears of the speaker, now that it plays `sample`. */
static float echo_of(int16_t sample, uint32_t rate) {
	echo.played[echo.at] = sample;
	size_t delay = (size_t)((uint64_t)echo.delay * rate / 1000) % ECHO_SIZE;
	float heard = echo.factor * echo.played[(echo.at + ECHO_SIZE - delay) % ECHO_SIZE];
	echo.at = (echo.at + 1) % ECHO_SIZE;
	return heard;
}

static void exchange_block(const i2s_frame_t *output, i2s_frame_t *input, size_t count, uint32_t rate) {
	float to_speaker = dac_factor(), from_microphone = adc_factor();
	bool has_reference = (registers[GPIO] & ADC_DATA_SELECT) == ADC_LEFT_DAC_RIGHT;
	int16_t played[BLOCK];
	for (size_t i = 0; i < count; i++) {
		played[i] = output != NULL ? saturated(to_speaker * output[i][0]) : 0;
		float heard = echo_of(played[i], rate);
		if (input == NULL)
			continue;
		int16_t sample = saturated(from_microphone * (microphone_next() * 32768 + heard));
		input[i][0] = sample;
		input[i][1] = has_reference ? played[i] : sample;
	}
	if (output != NULL)
		speaker_play(played, count, rate);
}

void es8311_exchange(const i2s_frame_t *output, i2s_frame_t *input, size_t count, uint32_t rate) {
	pthread_mutex_lock(&lock);
	if (input != NULL)
		microphone_set_rate(rate);
	while (count > 0) {
		size_t part = count < BLOCK ? count : BLOCK;
		exchange_block(output, input, part, rate);
		output = output != NULL ? output + part : NULL;
		input = input != NULL ? input + part : NULL;
		count -= part;
	}
	pthread_mutex_unlock(&lock);
}
