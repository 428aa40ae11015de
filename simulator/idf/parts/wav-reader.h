/** Reads WAV files: PCM of 16 bits, any rate from 4000 to 192000, 1 to 8 channels, mixed to one. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
	uint32_t rate;
	uint16_t channels;
	/** Samples of one channel. */
	size_t count;
	const uint8_t *samples;
	/** The file in memory. */
	uint8_t *mapping;
	size_t mapping_size;
} wav_reader_t;

/**
 * Opens `path`. Returns false when that is no such file; `reason` then says what was found and what would be
 * right.
 */
bool wav_reader_open(wav_reader_t *wav, const char *path, char *reason, size_t reason_size);

void wav_reader_close(wav_reader_t *wav);

/** The channels' mean at `index`, -1 to 1. */
float wav_reader_sample(const wav_reader_t *wav, size_t index);
