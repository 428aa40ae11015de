/** Writes WAV files, mono and 16 bits, whose header is right at any time: a killed program leaves a whole
 * file. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
	int file;
	uint32_t rate;
	uint32_t bytes;
} wav_writer_t;

/** Makes `path` anew. Returns false, with the reason in errno, when that can't be done. */
bool wav_writer_open(wav_writer_t *wav, const char *path, uint32_t rate);

/** Adds samples, then lets the header tell of them. Returns false, with the reason in errno, when the file is
 * full. */
bool wav_writer_add(wav_writer_t *wav, const int16_t *samples, size_t count);

void wav_writer_close(wav_writer_t *wav);
