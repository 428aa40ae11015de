/* The ES8311's driver without JavaScript, on the simulated codec. */

#include "check.h"
#include "driver/i2c_master.h"
#include "es8311-core.h"
#include "es8311-part.h"
#include "esp_timer.h"
#include "faults.h"
#include "notices.h"

#include <math.h>
#include <string.h>

enum { CHUNK = 492, SAMPLES = CHUNK / 2, RATE = 16000, CHUNK_MICROSECONDS = 15375 };

static const uint32_t faultIn = ES8311_EVENT_OF(ES8311_EVENT_FAULT, ES8311_INPUT);
static const uint32_t faultOut = ES8311_EVENT_OF(ES8311_EVENT_FAULT, ES8311_OUTPUT);
static const uint32_t recoveredIn = ES8311_EVENT_OF(ES8311_EVENT_RECOVERED, ES8311_INPUT);
static const uint32_t recoveredOut = ES8311_EVENT_OF(ES8311_EVENT_RECOVERED, ES8311_OUTPUT);

static const es8311_configuration_t configuration = {
    .pins = {.i2cPort = 0,
        .i2cData = 17,
        .i2cClock = 18,
        .i2cAddress = 0x18,
        .i2sPort = 0,
        .masterClock = 16,
        .bitClock = 9,
        .wordSelect = 45,
        .dataIn = 10,
        .dataOut = 8,
        .amplifier = 48,
        .sampleRate = RATE},
    .bytesPerMessage = CHUNK,
    .depth = 60,
    .volume = 70,
    .gain = 24,
    .tasks = {{"microphone", 4096, 10, tskNO_AFFINITY}, {"speaker", 4096, 11, tskNO_AFFINITY}},
};

static machine_t machine = MACHINE_INITIALIZER;

static es8311_core_t *create(void) {
	es8311_core_t *core = es8311_core_create(&configuration, &machine, machine_post, 1);
	CHECK(core != NULL);
	return core;
}

static void close_core(es8311_core_t *core) {
	es8311_core_close(core, 5000);
	machine.waiting = 0;
}

static bool wait_for(es8311_core_t *core, uint32_t events, unsigned milliseconds) {
	return machine_wait(&machine, &core->notice, events, milliseconds);
}

static bool is_powered(void) {
	i2c_master_bus_handle_t bus;
	return i2c_master_get_bus_handle(0, &bus) == ESP_OK;
}

static void check_unpowered(void) {
	for (unsigned waited = 0; is_powered() && waited < 2000; waited += 5)
		sleep_milliseconds(5);
	CHECK(!is_powered());
}

static void opens_nothing_when_made(void) {
	es8311_core_t *core = create();
	CHECK(!is_powered());
	CHECK(es8311_core_readable(core) == 0);
	close_core(core);
}

static void records_chunks_in_order(void) {
	es8311_core_t *core = create();
	uint8_t bytes[CHUNK];
	es8311_chunk_t chunk, last = {0};
	int64_t begin = esp_timer_get_time();
	CHECK(es8311_core_start(core, ES8311_INPUT) == ES8311_STARTED);
	for (unsigned count = 0; count < 20;) {
		CHECK(wait_for(core, ES8311_EVENT_READABLE, 2000));
		CHECK(es8311_core_readable(core) > 0);
		for (; es8311_core_read(core, &chunk, bytes); count++) {
			CHECK(chunk.sequence == count);
			CHECK(chunk.captureTime >= begin - CHUNK_MICROSECONDS);
			CHECK(count == 0 || chunk.captureTime > last.captureTime);
			last = chunk;
		}
	}
	int64_t took = esp_timer_get_time() - begin;
	CHECK(took > 15 * CHUNK_MICROSECONDS);
	es8311_stats_t stats = es8311_core_stats(core);
	CHECK(stats.overruns == 0 && stats.levels[ES8311_INPUT] > SOUND_LEVEL_SILENCE);
	CHECK(stats.peaks[ES8311_INPUT] >= stats.levels[ES8311_INPUT]);
	CHECK(stats.stacks[ES8311_INPUT] < configuration.tasks[ES8311_INPUT].stack);
	CHECK(stats.stacks[ES8311_OUTPUT] == 0);
	CHECK(machine.mostWaiting == 1);
	close_core(core);
	check_unpowered();
}

static void keeps_the_oldest_and_counts_the_rest_when_nobody_reads(void) {
	es8311_core_t *core = create();
	uint8_t bytes[CHUNK];
	es8311_chunk_t chunk;
	CHECK(es8311_core_start(core, ES8311_INPUT) == ES8311_STARTED);
	for (unsigned waited = 0; es8311_core_stats(core).overruns < 5 && waited < 5000; waited += 5)
		sleep_milliseconds(5);
	uint32_t readable = es8311_core_readable(core);
	CHECK(readable >= 19 && readable <= 21);
	CHECK(es8311_core_skip(core, 3) == 3);
	CHECK(es8311_core_read(core, &chunk, bytes) && chunk.sequence == 3);
	CHECK(es8311_core_skip(core, 1000) >= readable - 4);
	uint32_t overruns = es8311_core_stats(core).overruns;
	CHECK(wait_for(core, ES8311_EVENT_READABLE, 1000));
	while (!es8311_core_read(core, &chunk, bytes))
		sleep_milliseconds(2);
	CHECK(chunk.sequence >= readable + overruns);
	close_core(core);
}

static void forgets_what_was_recorded_before_a_stop(void) {
	es8311_core_t *core = create();
	uint8_t bytes[CHUNK];
	es8311_chunk_t chunk;
	for (int round = 0; round < 5; round++) {
		CHECK(es8311_core_start(core, ES8311_INPUT) == ES8311_STARTED);
		CHECK(wait_for(core, ES8311_EVENT_READABLE, 2000));
		es8311_core_stop(core, ES8311_INPUT);
		CHECK(es8311_core_readable(core) == 0);
		CHECK(es8311_core_start(core, ES8311_INPUT) == ES8311_STARTED);
		int64_t begin = esp_timer_get_time();
		while (!es8311_core_read(core, &chunk, bytes))
			sleep_milliseconds(1);
		CHECK(chunk.captureTime >= begin - CHUNK_MICROSECONDS);
		es8311_core_stop(core, ES8311_INPUT);
		machine.waiting = 0;
		driver_notice_take(&core->notice);
	}
	check_unpowered();
	close_core(core);
}

static void give_tone(es8311_core_t *core, uint32_t milliseconds) {
	static uint32_t phase;
	int16_t samples[RATE];
	uint32_t count = RATE * milliseconds / 1000;
	for (uint32_t index = 0; index < count; index++, phase++)
		samples[index] = (int16_t)(10000 * sin(phase * 2 * 3.14159265358979 * 440 / RATE));
	es8311_core_write(core, samples, count);
}

static void plays_after_collecting(void) {
	es8311_core_t *core = create();
	int16_t sample = 0;
	CHECK(es8311_core_write(core, &sample, 1) == 1);
	CHECK(es8311_core_stats(core).dropped == 1);
	CHECK(es8311_core_start(core, ES8311_OUTPUT) == ES8311_STARTED);
	CHECK(wait_for(core, ES8311_EVENT_WRITABLE, 2000));
	CHECK(es8311_core_writable(core) == (60 + 200) * RATE / 1000);
	give_tone(core, 300);
	CHECK(es8311_core_stats(core).depth > 100);
	double loudest = SOUND_LEVEL_SILENCE;
	for (unsigned waited = 0; es8311_core_stats(core).underruns == 0 && waited < 3000; waited += 5) {
		es8311_stats_t stats = es8311_core_stats(core);
		loudest = fmax(loudest, stats.levels[ES8311_OUTPUT]);
		sleep_milliseconds(5);
	}
	es8311_stats_t stats = es8311_core_stats(core);
	CHECK(loudest > -14 && loudest < -12);
	CHECK(stats.underruns == 1 && stats.concealed > 0 && stats.dropped == 1 && stats.depth == 0);
	CHECK(wait_for(core, ES8311_EVENT_WRITABLE, 1000));
	close_core(core);
	check_unpowered();
}

static void drops_sound_that_comes_too_fast(void) {
	es8311_core_t *core = create();
	CHECK(es8311_core_start(core, ES8311_OUTPUT) == ES8311_STARTED);
	for (int message = 0; message < 40; message++)
		give_tone(core, 15);
	es8311_stats_t stats = es8311_core_stats(core);
	CHECK(stats.dropped > 0 && stats.depth <= 320);
	es8311_core_stop(core, ES8311_OUTPUT);
	CHECK(es8311_core_stats(core).depth == 0);
	close_core(core);
}

static void keeps_one_direction_when_the_other_stops(void) {
	es8311_core_t *core = create();
	uint8_t bytes[CHUNK];
	es8311_chunk_t chunk;
	CHECK(es8311_core_start(core, ES8311_INPUT) == ES8311_STARTED);
	CHECK(wait_for(core, ES8311_EVENT_READABLE, 2000));
	for (int round = 0; round < 3; round++) {
		CHECK(es8311_core_start(core, ES8311_OUTPUT) == ES8311_STARTED);
		give_tone(core, 100);
		sleep_milliseconds(50);
		es8311_core_stop(core, ES8311_OUTPUT);
		sleep_milliseconds(50);
		es8311_core_skip(core, 1000);
		for (unsigned waited = 0; es8311_core_readable(core) == 0 && waited < 1000; waited += 5)
			sleep_milliseconds(5);
		CHECK(es8311_core_read(core, &chunk, bytes));
		CHECK(is_powered());
	}
	CHECK(es8311_core_stats(core).levels[ES8311_INPUT] > SOUND_LEVEL_SILENCE);
	close_core(core);
	check_unpowered();
}

/** Noise, which is like itself at no other time. */
static void give_noise(es8311_core_t *core, uint32_t milliseconds) {
	static uint32_t random = 0x0153;
	int16_t samples[RATE];
	uint32_t count = RATE * milliseconds / 1000;
	for (uint32_t index = 0; index < count; index++)
		samples[index] = (int16_t)((int)(nextRandom(&random) % 30000) - 15000);
	es8311_core_write(core, samples, count);
}

/** Both directions, 150 ms of noise at a time, until `chunks` chunks have been handed to `see`. */
static void talk(es8311_core_t *core, unsigned chunks,
    void (*see)(const int16_t *samples, const int16_t *reference, void *context), void *context) {
	int16_t samples[SAMPLES];
	es8311_chunk_t chunk;
	CHECK(es8311_core_start(core, ES8311_INPUT) == ES8311_STARTED);
	CHECK(es8311_core_start(core, ES8311_OUTPUT) == ES8311_STARTED);
	for (unsigned seen = 0; seen < chunks;) {
		if (es8311_core_stats(core).depth < 100)
			give_noise(core, 150);
		for (; es8311_core_read(core, &chunk, samples); seen++)
			see(samples, core->reference, context);
		sleep_milliseconds(5);
	}
}

enum { CHUNKS = 60 };

typedef struct {
	double levels[CHUNKS];
	unsigned count;
} levels_t;

static void measure(const int16_t *samples, const int16_t *reference, void *context) {
	levels_t *levels = context;
	(void)reference;
	if (levels->count < CHUNKS)
		levels->levels[levels->count++] =
		    sound_level_decibels_of_power(sound_level_measure(samples, SAMPLES).power);
}

static int compare(const void *a, const void *b) {
	double difference = *(const double *)a - *(const double *)b;
	return (difference > 0) - (difference < 0);
}

/** The median, which a pause in what is played does not change. */
static double level_of(levels_t *levels) {
	qsort(levels->levels, levels->count, sizeof levels->levels[0], compare);
	return levels->levels[levels->count / 2];
}

static void turns_the_microphone_down_while_the_speaker_plays(void) {
	double medians[2];
	es8311_set_echo(12, -6);
	for (int ducks = 0; ducks < 2; ducks++) {
		es8311_configuration_t ducking = configuration;
		ducking.ducks = ducks;
		ducking.ducking =
		    (ducker_configuration_t){.threshold = -45, .attenuation = 24, .attack = 10, .release = 200};
		es8311_core_t *core = es8311_core_create(&ducking, &machine, machine_post, 1);
		CHECK(core != NULL);
		levels_t levels = {.count = 0};
		talk(core, CHUNKS, measure, &levels);
		medians[ducks] = level_of(&levels);
		/* When nothing is played any more it is turned up again. */
		es8311_core_stop(core, ES8311_OUTPUT);
		sleep_milliseconds(700);
		double quiet = es8311_core_stats(core).levels[ES8311_INPUT];
		CHECK(quiet > SOUND_LEVEL_SILENCE && quiet < medians[0] - 10);
		close_core(core);
	}
	es8311_set_echo(0, -96);
	CHECK(medians[0] > -40);
	CHECK(medians[0] - medians[1] > 20 && medians[0] - medians[1] < 28);
}

enum { HISTORY = 8192 };

typedef struct {
	int16_t microphone[HISTORY];
	int16_t speaker[HISTORY];
	unsigned count;
} history_t;

static void remember(const int16_t *samples, const int16_t *reference, void *context) {
	history_t *history = context;
	for (unsigned index = 0; index < SAMPLES && history->count < HISTORY; index++, history->count++) {
		history->microphone[history->count] = samples[index];
		history->speaker[history->count] = reference[index];
	}
}

/** How alike the microphone is to the reference of `delay` samples before, -1 to 1. */
static double likeness(const history_t *history, unsigned delay) {
	double product = 0, microphone = 0, speaker = 0;
	for (unsigned index = HISTORY / 2; index < HISTORY; index++) {
		double a = history->microphone[index], b = history->speaker[index - delay];
		product += a * b;
		microphone += a * a;
		speaker += b * b;
	}
	return product / sqrt(microphone * speaker);
}

/** The echo is in the microphone exactly as much later than in the reference as the path takes. */
static void records_what_the_speaker_plays_beside_the_microphone(void) {
	static history_t history;
	enum {
		PATH_MILLISECONDS = 12,
		PATH_SAMPLES = PATH_MILLISECONDS * RATE / 1000,
		LONGEST = 2 * PATH_SAMPLES
	};
	es8311_configuration_t referenced = configuration;
	referenced.pins.reference = true;
	es8311_core_t *core = es8311_core_create(&referenced, &machine, machine_post, 1);
	CHECK(core != NULL);
	es8311_set_echo(PATH_MILLISECONDS, 0);
	while (history.count < HISTORY)
		talk(core, 10, remember, &history);
	es8311_set_echo(0, -96);
	unsigned best = 0;
	for (unsigned delay = 0; delay <= LONGEST; delay++) {
		if (likeness(&history, delay) > likeness(&history, best))
			best = delay;
	}
	CHECK(best == PATH_SAMPLES && likeness(&history, best) > 0.5);
	close_core(core);
	check_unpowered();
}

static void says_that_the_codec_is_missing_and_that_it_is_back(void) {
	es8311_core_t *core = create();
	fault_set_for(FAULT_I2C_NOT_ACKNOWLEDGED, 0x18, 0, FAULT_ALWAYS);
	CHECK(es8311_core_start(core, ES8311_INPUT) == ES8311_STARTED);
	CHECK(wait_for(core, faultIn, 2000));
	driver_fault_t fault = driver_health_fault(&core->lanes[ES8311_INPUT].health);
	CHECK(strcmp(fault.code, "codec-not-found") == 0);
	CHECK(strstr(fault.message, "0x18") != NULL && strstr(fault.message, "ESP_ERR_NOT_FOUND") != NULL);
	CHECK(!wait_for(core, faultIn, 700));
	check_unpowered();
	fault_clear_all();
	CHECK(wait_for(core, recoveredIn, 5000));
	CHECK(wait_for(core, ES8311_EVENT_READABLE, 2000));
	close_core(core);
}

static void says_that_the_clock_stands_still(void) {
	es8311_core_t *core = create();
	CHECK(es8311_core_start(core, ES8311_INPUT) == ES8311_STARTED);
	CHECK(es8311_core_start(core, ES8311_OUTPUT) == ES8311_STARTED);
	CHECK(wait_for(core, ES8311_EVENT_READABLE, 2000));
	fault_set(FAULT_I2S_STALL, 0, FAULT_ALWAYS);
	uint32_t events = 0;
	for (unsigned waited = 0; waited < 6000 && (events & (faultIn | faultOut)) != (faultIn | faultOut);
	     waited += 2) {
		events |= machine_take(&machine, &core->notice);
		sleep_milliseconds(2);
	}
	CHECK((events & faultIn) && (events & faultOut));
	driver_fault_t fault = driver_health_fault(&core->lanes[ES8311_OUTPUT].health);
	CHECK(strcmp(fault.code, "codec-stalled") == 0);
	fault_clear_all();
	events = 0;
	for (unsigned waited = 0;
	     waited < 6000 && (events & (recoveredIn | recoveredOut)) != (recoveredIn | recoveredOut);
	     waited += 2) {
		events |= machine_take(&machine, &core->notice);
		sleep_milliseconds(2);
	}
	CHECK((events & recoveredIn) && (events & recoveredOut));
	close_core(core);
}

static void is_not_held_up_by_a_task_that_is_stuck(void) {
	es8311_core_t *core = create();
	CHECK(es8311_core_start(core, ES8311_INPUT) == ES8311_STARTED);
	CHECK(wait_for(core, ES8311_EVENT_READABLE, 2000));
	fault_set(FAULT_I2S_STALL, 0, FAULT_ALWAYS);
	sleep_milliseconds(100);
	int64_t begin = esp_timer_get_time();
	es8311_core_close(core, 40);
	CHECK(esp_timer_get_time() - begin < 400000);
	fault_clear_all();
	machine.waiting = 0;

	/* The next one waits for the first to finish. */
	core = create();
	CHECK(es8311_core_start(core, ES8311_INPUT) == ES8311_STARTED);
	CHECK(wait_for(core, ES8311_EVENT_READABLE, 5000));
	close_core(core);
	check_unpowered();
}

static void lets_one_instance_have_the_codec(void) {
	es8311_core_t *first = create(), *second = create();
	CHECK(es8311_core_start(first, ES8311_INPUT) == ES8311_STARTED);
	CHECK(es8311_core_start(second, ES8311_OUTPUT) == ES8311_IN_USE);
	CHECK(!es8311_core_is_started(second, ES8311_OUTPUT));
	es8311_core_stop(first, ES8311_INPUT);
	machine.waiting = 0;
	CHECK(es8311_core_start(second, ES8311_INPUT) == ES8311_STARTED);
	CHECK(es8311_core_start(first, ES8311_INPUT) == ES8311_IN_USE);
	CHECK(wait_for(second, ES8311_EVENT_READABLE, 3000));
	close_core(first);
	close_core(second);
	check_unpowered();
}

static void survives_a_lack_of_memory(void) {
	for (uint32_t skip = 0; skip < 40; skip++) {
		fault_set(FAULT_ALLOCATION, skip, 1);
		es8311_core_t *core = es8311_core_create(&configuration, &machine, machine_post, 1);
		if (core != NULL) {
			es8311_core_start(core, ES8311_OUTPUT);
			sleep_milliseconds(15);
			close_core(core);
		}
		fault_clear_all();
		check_unpowered();
	}
}

/** Anything in any order, and always a clean end. */
static void survives_anything(void) {
	uint32_t random = 0x8311;
	uint8_t bytes[CHUNK];
	es8311_chunk_t chunk;
	es8311_core_t *core = NULL;
	for (int step = 0; step < 600; step++) {
		if (core == NULL)
			core = es8311_core_create(&configuration, &machine, machine_post, 1);
		if (core == NULL)
			continue;
		es8311_direction_t direction = (es8311_direction_t)randomBelow(&random, ES8311_DIRECTIONS);
		switch (randomBelow(&random, 12)) {
		case 0:
		case 1:
			es8311_core_start(core, direction);
			break;
		case 2:
			es8311_core_stop(core, direction);
			break;
		case 3:
			es8311_core_close(core, (uint32_t)randomBelow(&random, 30));
			machine.waiting = 0;
			core = NULL;
			break;
		case 4:
			es8311_core_read(core, &chunk, bytes);
			break;
		case 5:
			es8311_core_skip(core, 2);
			break;
		case 6:
			give_tone(core, 15);
			break;
		case 7:
			es8311_core_stats(core);
			break;
		case 8:
			atomic_store(&core->volume, (int)randomBelow(&random, 101));
			atomic_store(&core->mute, randomBelow(&random, 2));
			atomic_store(&core->gain, (int)randomBelow(&random, 43));
			break;
		case 9:
			fault_set(randomBelow(&random, 2) ? FAULT_I2C_NOT_ACKNOWLEDGED : FAULT_ALLOCATION,
			    (uint32_t)randomBelow(&random, 30), 1);
			break;
		default:
			machine_take(&machine, &core->notice);
			sleep_milliseconds((unsigned)randomBelow(&random, 12));
		}
	}
	fault_clear_all();
	if (core != NULL)
		close_core(core);
	check_unpowered();
}

int main(void) {
	opens_nothing_when_made();
	records_chunks_in_order();
	keeps_the_oldest_and_counts_the_rest_when_nobody_reads();
	forgets_what_was_recorded_before_a_stop();
	plays_after_collecting();
	drops_sound_that_comes_too_fast();
	keeps_one_direction_when_the_other_stops();
	turns_the_microphone_down_while_the_speaker_plays();
	records_what_the_speaker_plays_beside_the_microphone();
	says_that_the_codec_is_missing_and_that_it_is_back();
	says_that_the_clock_stands_still();
	is_not_held_up_by_a_task_that_is_stuck();
	lets_one_instance_have_the_codec();
	survives_a_lack_of_memory();
	survives_anything();
	return 0;
}
