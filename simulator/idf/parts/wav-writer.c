#include "wav-writer.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define HEADER_SIZE 44
#define MAXIMUM_BYTES (UINT32_MAX - HEADER_SIZE)

static void put(uint8_t *bytes, uint32_t value, int count) {
	for (int i = 0; i < count; i++)
		bytes[i] = (uint8_t)(value >> 8 * i);
}

static bool write_at(int file, const uint8_t *bytes, size_t count, off_t at) {
	while (count > 0) {
		ssize_t written = pwrite(file, bytes, count, at);
		if (written < 0) {
			if (errno == EINTR)
				continue;
			return false;
		}
		bytes += written;
		at += written;
		count -= (size_t)written;
	}
	return true;
}

static bool write_header(const wav_writer_t *wav) {
	uint8_t header[HEADER_SIZE] = {0};
	memcpy(header, "RIFF", 4);
	put(header + 4, HEADER_SIZE - 8 + wav->bytes, 4);
	memcpy(header + 8, "WAVEfmt ", 8);
	put(header + 16, 16, 4);
	put(header + 20, 1, 2);
	put(header + 22, 1, 2);
	put(header + 24, wav->rate, 4);
	put(header + 28, wav->rate * 2, 4);
	put(header + 32, 2, 2);
	put(header + 34, 16, 2);
	memcpy(header + 36, "data", 4);
	put(header + 40, wav->bytes, 4);
	return write_at(wav->file, header, sizeof header, 0);
}

bool wav_writer_open(wav_writer_t *wav, const char *path, uint32_t rate) {
	wav->file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	wav->rate = rate;
	wav->bytes = 0;
	if (wav->file < 0)
		return false;
	if (write_header(wav))
		return true;
	wav_writer_close(wav);
	return false;
}

bool wav_writer_add(wav_writer_t *wav, const int16_t *samples, size_t count) {
	uint8_t bytes[512];
	while (count > 0) {
		size_t part = count < sizeof bytes / 2 ? count : sizeof bytes / 2;
		if (part * 2 > MAXIMUM_BYTES - wav->bytes) {
			errno = EFBIG;
			return false;
		}
		for (size_t i = 0; i < part; i++)
			put(bytes + i * 2, (uint16_t)samples[i], 2);
		if (!write_at(wav->file, bytes, part * 2, (off_t)HEADER_SIZE + wav->bytes))
			return false;
		wav->bytes += (uint32_t)part * 2;
		samples += part;
		count -= part;
	}
	return write_header(wav);
}

void wav_writer_close(wav_writer_t *wav) {
	if (wav->file >= 0)
		close(wav->file);
	wav->file = -1;
}
