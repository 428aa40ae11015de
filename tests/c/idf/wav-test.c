/* WAV files: good ones of each kind, bad ones with the reason, and the recording that is whole at any time.
 */

#include "check.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>
#include "wav-reader.h"
#include "wav-writer.h"

static char path[64];

typedef struct {
	uint8_t bytes[4096];
	size_t size;
} file_t;

static void add(file_t *file, const void *bytes, size_t count) {
	memcpy(file->bytes + file->size, bytes, count);
	file->size += count;
}

static void add_number(file_t *file, uint32_t number, size_t count) {
	for (size_t i = 0; i < count; i++)
		file->bytes[file->size++] = (uint8_t)(number >> 8 * i);
}

static void start(file_t *file) {
	file->size = 0;
	add(file, "RIFF\0\0\0\0WAVE", 12);
}

static void add_format(file_t *file, uint32_t format, uint32_t channels, uint32_t rate, uint32_t bits) {
	add(file, "fmt ", 4);
	add_number(file, 16, 4);
	add_number(file, format, 2);
	add_number(file, channels, 2);
	add_number(file, rate, 4);
	add_number(file, rate * channels * bits / 8, 4);
	add_number(file, channels * bits / 8, 2);
	add_number(file, bits, 2);
}

static void add_data(file_t *file, uint32_t length, size_t samples) {
	add(file, "data", 4);
	add_number(file, length, 4);
	for (size_t i = 0; i < samples; i++)
		add_number(file, (uint32_t)(i % 2 == 0 ? 16384 : -8192), 2);
}

static void save(const file_t *file) {
	FILE *stream = fopen(path, "wb");
	CHECK(stream != NULL && fwrite(file->bytes, 1, file->size, stream) == file->size && fclose(stream) == 0);
}

static void expect(const file_t *file, size_t count, float first) {
	wav_reader_t wav;
	char reason[256] = "";
	save(file);
	if (!wav_reader_open(&wav, path, reason, sizeof reason))
		fprintf(stderr, "%s\n", reason);
	CHECK(reason[0] == '\0');
	CHECK(wav.count == count);
	CHECK(wav_reader_sample(&wav, 0) == first);
	wav_reader_close(&wav);
}

static void refuse(const file_t *file, const char *why) {
	wav_reader_t wav;
	char reason[256] = "";
	save(file);
	CHECK(!wav_reader_open(&wav, path, reason, sizeof reason));
	if (strstr(reason, why) == NULL || strstr(reason, "wanted is a WAV file of 16-bit PCM") == NULL)
		fprintf(stderr, "said \"%s\", not \"%s\"\n", reason, why);
	CHECK(strstr(reason, why) != NULL && strstr(reason, "wanted is a WAV file of 16-bit PCM") != NULL);
}

static void good_files_are_read(void) {
	file_t file;
	start(&file);
	add_format(&file, 1, 1, 16000, 16);
	add_data(&file, 20, 10);
	expect(&file, 10, 0.5f);

	start(&file);
	add(&file, "LIST\3\0\0\0abc\0", 12);
	add_format(&file, 1, 2, 44100, 16);
	add_data(&file, 40, 20);
	expect(&file, 10, 0.125f);

	for (uint32_t length = 0; length < 2; length++) {
		start(&file);
		add_format(&file, 1, 1, 8000, 16);
		add_data(&file, length == 0 ? 0 : UINT32_MAX, 7);
		expect(&file, 7, 0.5f);
	}

	start(&file);
	add(&file, "fmt ", 4);
	add_number(&file, 40, 4);
	add_number(&file, 0xFFFE, 2);
	add_number(&file, 1, 2);
	add_number(&file, 48000, 4);
	add_number(&file, 96000, 4);
	add_number(&file, 2, 2);
	add_number(&file, 16, 2);
	add_number(&file, 22, 2);
	add_number(&file, 16, 2);
	add_number(&file, 4, 4);
	add(&file, "\1\0\0\0\0\0\x10\0\x80\0\0\xAA\0\x38\x9B\x71", 16);
	add_data(&file, 8, 4);
	expect(&file, 4, 0.5f);
}

static void bad_files_are_refused(void) {
	static const struct {
		uint32_t format, channels, rate, bits;
		const char *why;
	} bad[] = {
	    {1, 1, 16000, 8, "its samples have 8 bits"},
	    {1, 1, 16000, 24, "its samples have 24 bits"},
	    {3, 1, 16000, 32, "its sound is floating point (format 3)"},
	    {6, 1, 8000, 8, "its sound is A-law (format 6)"},
	    {0x55, 2, 44100, 16, "its sound is MPEG (format 85)"},
	    {1, 0, 16000, 16, "it has 0 channels"},
	    {1, 9, 16000, 16, "it has 9 channels"},
	    {1, 1, 1000, 16, "it has 1000 samples a second"},
	    {1, 1, 384000, 16, "it has 384000 samples a second"},
	};
	file_t file;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		start(&file);
		add_format(&file, bad[i].format, bad[i].channels, bad[i].rate, bad[i].bits);
		add_data(&file, 20, 10);
		refuse(&file, bad[i].why);
	}
	file.size = 0;
	refuse(&file, "it is empty");
	add(&file, "ID3\4some music", 14);
	refuse(&file, "it does not start as a WAV file does");
	start(&file);
	refuse(&file, "it has no sound in it");
	add_data(&file, 20, 10);
	refuse(&file, "its sound comes before its format");
	start(&file);
	add_format(&file, 1, 1, 16000, 16);
	add_data(&file, 0, 0);
	refuse(&file, "it has no sound in it");
	start(&file);
	add(&file, "junk\xFF\xFF\xFF\x7F", 8);
	refuse(&file, "it ends in the middle of a chunk");
	unlink(path);
	wav_reader_t wav;
	char reason[256];
	CHECK(!wav_reader_open(&wav, path, reason, sizeof reason) && strstr(reason, strerror(ENOENT)) != NULL);
	CHECK(!wav_reader_open(&wav, "/", reason, sizeof reason) && strstr(reason, "it is not a file") != NULL);
}

/** Any bytes at all: an answer, and nothing read outside of them. */
static void any_file_is_survived(void) {
	uint32_t random = 7;
	for (int round = 0; round < 2000; round++) {
		file_t file;
		wav_reader_t wav;
		char reason[256];
		start(&file);
		add_format(&file, 1, 1 + (uint32_t)randomBelow(&random, 3), 16000, 16);
		add_data(&file, (uint32_t)randomBelow(&random, 60), randomBelow(&random, 30));
		for (size_t flips = randomBelow(&random, 6); flips > 0; flips--)
			file.bytes[randomBelow(&random, file.size)] = (uint8_t)nextRandom(&random);
		file.size = 1 + randomBelow(&random, file.size);
		save(&file);
		if (!wav_reader_open(&wav, path, reason, sizeof reason))
			continue;
		for (size_t i = 0; i < wav.count; i++)
			CHECK(wav_reader_sample(&wav, i) >= -1 && wav_reader_sample(&wav, i) <= 1);
		wav_reader_close(&wav);
	}
}

static void recordings_are_whole_at_any_time(void) {
	wav_writer_t writer;
	CHECK(wav_writer_open(&writer, path, 24000));
	int16_t samples[1000];
	for (int i = 0; i < 1000; i++)
		samples[i] = (int16_t)(i * 30 - 15000);
	for (size_t written = 0; written < 3; written++) {
		CHECK(wav_writer_add(&writer, samples, 1000));
		wav_reader_t reader;
		char reason[256];
		CHECK(wav_reader_open(&reader, path, reason, sizeof reason));
		CHECK(reader.rate == 24000 && reader.channels == 1 && reader.count == (written + 1) * 1000);
		CHECK(wav_reader_sample(&reader, written * 1000 + 999) == (float)samples[999] / 32768);
		wav_reader_close(&reader);
	}
	wav_writer_close(&writer);
	CHECK(!wav_writer_open(&writer, "/no/such/folder/x.wav", 16000) && errno == ENOENT);
}

int main(void) {
	snprintf(path, sizeof path, "/tmp/belltower-wav-test-%d", (int)getpid());
	good_files_are_read();
	bad_files_are_refused();
	any_file_is_survived();
	recordings_are_whole_at_any_time();
	unlink(path);
	return 0;
}
