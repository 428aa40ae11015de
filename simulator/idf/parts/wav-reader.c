#include "wav-reader.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define FORMAT_PCM 1
#define FORMAT_EXTENSIBLE 0xFFFE
#define WANTED "wanted is a WAV file of 16-bit PCM, 4000 to 192000 samples a second, 1 to 8 channels"

static uint32_t little_endian(const uint8_t *bytes, int count) {
	uint32_t value = 0;
	while (count-- > 0)
		value = value << 8 | bytes[count];
	return value;
}

__attribute__((format(printf, 3, 4))) static bool refuse(char *reason, size_t size, const char *format, ...) {
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(reason, size, format, arguments);
	va_end(arguments);
	size_t length = strlen(reason);
	snprintf(reason + length, size - length, "; " WANTED);
	return false;
}

static const char *name_of_format(uint32_t format) {
	switch (format) {
	case 2:
	case 0x11:
		return "ADPCM";
	case 3:
		return "floating point";
	case 6:
		return "A-law";
	case 7:
		return "mu-law";
	case 0x50:
	case 0x55:
		return "MPEG";
	default:
		return "not PCM";
	}
}

static bool read_format(
    wav_reader_t *wav, const uint8_t *chunk, size_t size, char *reason, size_t reason_size) {
	if (size < 16)
		return refuse(reason, reason_size, "its format chunk has %zu bytes, not 16", size);
	uint32_t format = little_endian(chunk, 2);
	if (format == FORMAT_EXTENSIBLE && size >= 26)
		format = little_endian(chunk + 24, 2);
	uint32_t bits = little_endian(chunk + 14, 2);
	wav->channels = (uint16_t)little_endian(chunk + 2, 2);
	wav->rate = little_endian(chunk + 4, 4);
	if (format != FORMAT_PCM)
		return refuse(reason, reason_size, "its sound is %s (format %u)", name_of_format(format), format);
	if (bits != 16)
		return refuse(reason, reason_size, "its samples have %u bits", bits);
	if (wav->channels < 1 || wav->channels > 8)
		return refuse(reason, reason_size, "it has %u channels", wav->channels);
	if (wav->rate < 4000 || wav->rate > 192000)
		return refuse(reason, reason_size, "it has %u samples a second", wav->rate);
	return true;
}

static bool parse(wav_reader_t *wav, char *reason, size_t reason_size) {
	const uint8_t *file = wav->mapping;
	size_t size = wav->mapping_size;
	if (size < 12 || memcmp(file, "RIFF", 4) != 0 || memcmp(file + 8, "WAVE", 4) != 0)
		return refuse(reason, reason_size, "it does not start as a WAV file does");
	for (size_t at = 12; size - at >= 8;) {
		const uint8_t *chunk = file + at + 8;
		size_t left = size - at - 8, length = little_endian(file + at + 4, 4);
		if (memcmp(file + at, "data", 4) == 0) {
			if (wav->channels == 0)
				return refuse(reason, reason_size, "its sound comes before its format");
			/* A writer that streams leaves the length open, at 0 or all ones: then the sound ends with the
			 * file. */
			if (length == 0 || length > left)
				length = left;
			wav->samples = chunk;
			wav->count = length / (wav->channels * sizeof(int16_t));
			if (wav->count == 0)
				return refuse(reason, reason_size, "it has no sound in it");
			return true;
		}
		if (length > left)
			return refuse(reason, reason_size, "it ends in the middle of a chunk");
		if (memcmp(file + at, "fmt ", 4) == 0 && !read_format(wav, chunk, length, reason, reason_size))
			return false;
		at += 8 + length + (length & 1);
		if (at > size)
			break;
	}
	return refuse(reason, reason_size, "it has no sound in it");
}

bool wav_reader_open(wav_reader_t *wav, const char *path, char *reason, size_t reason_size) {
	memset(wav, 0, sizeof *wav);
	int file = open(path, O_RDONLY | O_CLOEXEC);
	struct stat status;
	if (file < 0 || fstat(file, &status) != 0) {
		refuse(reason, reason_size, "it can't be opened (%s)", strerror(errno));
		if (file >= 0)
			close(file);
		return false;
	}
	if (!S_ISREG(status.st_mode) || status.st_size == 0) {
		close(file);
		return refuse(reason, reason_size, S_ISREG(status.st_mode) ? "it is empty" : "it is not a file");
	}
	void *mapping = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, file, 0);
	close(file);
	if (mapping == MAP_FAILED)
		return refuse(reason, reason_size, "it can't be read (%s)", strerror(errno));
	wav->mapping = mapping;
	wav->mapping_size = (size_t)status.st_size;
	if (parse(wav, reason, reason_size))
		return true;
	wav_reader_close(wav);
	return false;
}

void wav_reader_close(wav_reader_t *wav) {
	if (wav->mapping != NULL)
		munmap(wav->mapping, wav->mapping_size);
	wav->mapping = NULL;
	wav->samples = NULL;
	wav->count = 0;
}

float wav_reader_sample(const wav_reader_t *wav, size_t index) {
	const uint8_t *frame = wav->samples + index * wav->channels * sizeof(int16_t);
	int sum = 0;
	for (int channel = 0; channel < wav->channels; channel++)
		sum += (int16_t)little_endian(frame + channel * 2, 2);
	return (float)sum / ((float)wav->channels * 32768.0f);
}
