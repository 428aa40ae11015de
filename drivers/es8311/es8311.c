#include <string.h>

#include "driver/i2c_types.h"
#include "driver-arguments.h"
#include "driver-error.h"
#include "driver-instance.h"
#include "driver-options.h"
#include "es8311-core.h"
#include "es8311_codec.h"
#include "mc.defines.h"
#include "mc.xs.h"
#include "xsHost.h"
#include "xsmc.h"

/** The tasks' stacks in bytes, their priorities (JavaScript's is 4) and cores, from the manifest's `defines`.
 */
#ifndef MODDEF_ES8311_INPUT_STACK
#define MODDEF_ES8311_INPUT_STACK 4096
#endif
#ifndef MODDEF_ES8311_INPUT_PRIORITY
#define MODDEF_ES8311_INPUT_PRIORITY 10
#endif
#ifndef MODDEF_ES8311_INPUT_CORE
#define MODDEF_ES8311_INPUT_CORE tskNO_AFFINITY
#endif
#ifndef MODDEF_ES8311_OUTPUT_STACK
#define MODDEF_ES8311_OUTPUT_STACK 4096
#endif
#ifndef MODDEF_ES8311_OUTPUT_PRIORITY
#define MODDEF_ES8311_OUTPUT_PRIORITY 11
#endif
#ifndef MODDEF_ES8311_OUTPUT_CORE
#define MODDEF_ES8311_OUTPUT_CORE tskNO_AFFINITY
#endif

#define PART "ES8311"
#define CLOSE_MILLISECONDS 40
#define DESTROY_MILLISECONDS 2000

enum { ON_READABLE, ON_WRITABLE, ON_ERROR, ON_RECOVERED };

typedef struct {
	driver_instance_t instance;
	es8311_core_t *core;
	es8311_chunk_t lastRead;
} es8311_t;

static const char *const directions[ES8311_DIRECTIONS] = {"input", "output"};
static const driver_range_t volumeRange = {0, 100};
static const driver_range_t gainRange = {0, 42};

static void close_record(es8311_t *record, uint32_t milliseconds) {
	driver_instance_close(&record->instance);
	es8311_core_close(record->core, milliseconds);
	c_free(record);
}

void xs_es8311_destructor(void *data) {
	if (data != NULL)
		close_record(data, DESTROY_MILLISECONDS);
}

static void mark(xsMachine *the, void *data, xsMarkRoot markRoot) {
	es8311_t *record = data;
	driver_instance_mark(the, &record->instance, markRoot);
}

static const xsHostHooks hooks = {xs_es8311_destructor, mark, NULL};

static es8311_t *this_record(xsMachine *the) {
	return driver_error_unless_open(the, &xsThis, &hooks, PART);
}

/** Both directions' events come in one notice; any callback may close the instance. */
static void deliver(xsMachine *the, uintptr_t number) {
	es8311_t *record = (es8311_t *)driver_instance_find(the, number);
	uint32_t events = driver_notice_take(&record->core->notice);
	for (int direction = 0; direction < ES8311_DIRECTIONS; direction++) {
		record = (es8311_t *)driver_instance_find(the, number);
		if (record == NULL || !es8311_core_is_started(record->core, direction))
			continue;
		if (events & ES8311_EVENT_OF(ES8311_EVENT_FAULT, direction)) {
			driver_fault_t fault = driver_health_fault(&record->core->lanes[direction].health);
			driver_instance_fail(the, number, ON_ERROR, PART, &fault);
		}
		if (events & ES8311_EVENT_OF(ES8311_EVENT_RECOVERED, direction))
			driver_instance_call(the, number, ON_RECOVERED, NULL);
	}
	record = (es8311_t *)driver_instance_find(the, number);
	if (record != NULL && events & ES8311_EVENT_READABLE) {
		uint32_t chunks = es8311_core_readable(record->core);
		xsmcSetInteger(xsResult, (xsIntegerValue)(chunks * record->core->configuration.bytesPerMessage));
		if (chunks > 0)
			driver_instance_call(the, number, ON_READABLE, &xsResult);
	}
	record = (es8311_t *)driver_instance_find(the, number);
	if (record != NULL && events & ES8311_EVENT_WRITABLE &&
	    es8311_core_is_started(record->core, ES8311_OUTPUT)) {
		uint32_t samples = es8311_core_writable(record->core);
		xsmcSetInteger(xsResult, (xsIntegerValue)(samples * sizeof(int16_t)));
		driver_instance_call(the, number, ON_WRITABLE, &xsResult);
	}
}

static void read_pins(xsMachine *the, const driver_options_t *options, es8311_pins_t *pins) {
	static const int32_t rates[] = {8000, 16000, 24000, 48000};
	static const driver_range_t i2cPorts = {0, I2C_NUM_MAX - 1};
	static const driver_range_t i2sPorts = {0, ES8311_PORTS - 1};
	static const driver_range_t addresses = {0x18, 0x19};
	xsmcVars(2);
	driver_options_t i2c = driver_options_object(the, options, xsID_i2c, "i2c", "i2c.", &xsVar(0));
	driver_options_t i2s = driver_options_object(the, options, xsID_i2s, "i2s", "i2s.", &xsVar(1));
	*pins = (es8311_pins_t){
	    .i2cPort = driver_options_integer_or(the, &i2c, xsID_port, "port", i2cPorts, 0),
	    .i2cData = driver_options_output_pin(the, &i2c, xsID_data, "data"),
	    .i2cClock = driver_options_output_pin(the, &i2c, xsID_clock, "clock"),
	    .i2cAddress = driver_options_integer_or(
	        the, &i2c, xsID_address, "address", addresses, ES8311_CODEC_DEFAULT_ADDR >> 1),
	    .i2sPort = driver_options_integer_or(the, &i2s, xsID_port, "port", i2sPorts, 0),
	    .masterClock = driver_options_output_pin_or_none(the, &i2s, xsID_masterClock, "masterClock"),
	    .bitClock = driver_options_output_pin(the, &i2s, xsID_bitClock, "bitClock"),
	    .wordSelect = driver_options_output_pin(the, &i2s, xsID_wordSelect, "wordSelect"),
	    .dataIn = driver_options_input_pin(the, &i2s, xsID_dataIn, "dataIn"),
	    .dataOut = driver_options_output_pin(the, &i2s, xsID_dataOut, "dataOut"),
	    .amplifier = driver_options_output_pin_or_none(the, options, xsID_amplifier, "amplifier"),
	    .sampleRate = driver_options_number_of(
	        the, options, xsID_sampleRate, "sampleRate", rates, sizeof rates / sizeof rates[0], 16000),
	    .reference = driver_options_boolean(the, options, xsID_reference, "reference", false),
	};
	/* Without a master clock the codec multiplies the bit clock, and 256 kHz is too slow for that. */
	if (pins->masterClock == ES8311_NO_PIN && pins->sampleRate == 8000)
		driver_error_throw(the, DRIVER_RANGE_ERROR, "bad-option",
		    PART ": sampleRate is 8000; without i2s.masterClock it must be 16000 or more");
}

static void read_ducking(
    xsMachine *the, const driver_options_t *options, es8311_configuration_t *configuration) {
	static const driver_range_t thresholds = {-90, 0};
	static const driver_range_t attenuations = {0, 90};
	static const driver_range_t times = {0, 2000};
	configuration->ducks = driver_options_has(the, options, xsID_ducking);
	configuration->ducking = (ducker_configuration_t){0};
	if (!configuration->ducks)
		return;
	driver_options_t ducking =
	    driver_options_object(the, options, xsID_ducking, "ducking", "ducking.", &xsVar(0));
	configuration->ducking.threshold =
	    driver_options_integer_or(the, &ducking, xsID_threshold, "threshold", thresholds, -45);
	configuration->ducking.attenuation =
	    driver_options_integer_or(the, &ducking, xsID_attenuation, "attenuation", attenuations, 24);
	configuration->ducking.attack =
	    (uint32_t)driver_options_integer_or(the, &ducking, xsID_attack, "attack", times, 10);
	configuration->ducking.release =
	    (uint32_t)driver_options_integer_or(the, &ducking, xsID_release, "release", times, 200);
}

static void read_configuration(
    xsMachine *the, const driver_options_t *options, es8311_configuration_t *configuration) {
	static const driver_range_t sizes = {32, 4096};
	static const driver_range_t depths = {0, 500};
	read_pins(the, options, &configuration->pins);
	configuration->bytesPerMessage = (uint32_t)driver_options_integer_or(
	    the, options, xsID_bytesPerMessage, "bytesPerMessage", sizes, 492);
	if (configuration->bytesPerMessage % sizeof(int16_t) != 0)
		driver_error_throw(the, DRIVER_RANGE_ERROR, "bad-option",
		    PART ": bytesPerMessage is %u; it must be even, for samples have two bytes",
		    (unsigned)configuration->bytesPerMessage);
	configuration->depth = (uint32_t)driver_options_integer_or(the, options, xsID_depth, "depth", depths, 60);
	configuration->volume = driver_options_integer_or(the, options, xsID_volume, "volume", volumeRange, 70);
	configuration->gain = driver_options_integer_or(the, options, xsID_gain, "gain", gainRange, 24);
	read_ducking(the, options, configuration);
	configuration->tasks[ES8311_INPUT] = (driver_task_configuration_t){
	    "microphone", MODDEF_ES8311_INPUT_STACK, MODDEF_ES8311_INPUT_PRIORITY, MODDEF_ES8311_INPUT_CORE};
	configuration->tasks[ES8311_OUTPUT] = (driver_task_configuration_t){
	    "speaker", MODDEF_ES8311_OUTPUT_STACK, MODDEF_ES8311_OUTPUT_PRIORITY, MODDEF_ES8311_OUTPUT_CORE};
}

void xs_es8311_constructor(xsMachine *the) {
	es8311_configuration_t configuration;
	driver_options_t options = driver_options_argument(the, PART);
	read_configuration(the, &options, &configuration);
	es8311_t *record = c_calloc(1, sizeof(es8311_t));
	uintptr_t number = driver_instance_number();
	if (record != NULL)
		record->core = es8311_core_create(&configuration, the, driver_instance_post, number);
	if (record != NULL && record->core == NULL) {
		/* Instances that nobody holds any more have their memory until they are collected. */
		xsCollectGarbage();
		record->core = es8311_core_create(&configuration, the, driver_instance_post, number);
	}
	if (record == NULL || record->core == NULL) {
		c_free(record);
		driver_error_throw(the, DRIVER_ERROR, "no-memory", PART ": no memory for its buffers");
	}
	driver_instance_open(the, &record->instance, number, &hooks, deliver);
	xsSlot **callbacks = record->instance.callbacks;
	callbacks[ON_READABLE] = driver_options_callback(the, &options, xsID_onReadable, "onReadable");
	callbacks[ON_WRITABLE] = driver_options_callback(the, &options, xsID_onWritable, "onWritable");
	callbacks[ON_ERROR] = driver_options_callback(the, &options, xsID_onError, "onError");
	callbacks[ON_RECOVERED] = driver_options_callback(the, &options, xsID_onRecovered, "onRecovered");
	driver_options_target(the, &options);
}

void xs_es8311_close(xsMachine *the) {
	es8311_t *record = xsmcGetHostDataValidate(xsThis, (void *)&hooks);
	if (record == NULL)
		return;
	xsmcSetHostData(xsThis, NULL);
	close_record(record, CLOSE_MILLISECONDS);
}

static es8311_direction_t argument_direction(xsMachine *the) {
	return (es8311_direction_t)driver_argument_string_of(
	    the, PART, 0, "direction", directions, ES8311_DIRECTIONS);
}

static void keep_while_started(es8311_t *record) {
	driver_instance_keep(&record->instance, es8311_core_is_started(record->core, ES8311_INPUT) ||
	                                            es8311_core_is_started(record->core, ES8311_OUTPUT));
}

void xs_es8311_start(xsMachine *the) {
	es8311_t *record = this_record(the);
	es8311_start_t start = es8311_core_start(record->core, argument_direction(the));
	keep_while_started(record);
	if (start == ES8311_IN_USE)
		driver_error_throw(the, DRIVER_ERROR, "in-use", PART ": another instance has started I2S port %d",
		    record->core->configuration.pins.i2sPort);
	if (start == ES8311_NO_MEMORY)
		driver_error_throw(the, DRIVER_ERROR, "no-memory", PART ": no memory for its task");
}

void xs_es8311_stop(xsMachine *the) {
	es8311_t *record = this_record(the);
	es8311_core_stop(record->core, argument_direction(the));
	keep_while_started(record);
}

/** The method's buffer, which must have room for a chunk, and then the core, for reading the one can close
 * the other. */
static void *argument_chunk(xsMachine *the, es8311_t **record) {
	xsUnsignedValue length;
	void *bytes = driver_argument_buffer(the, PART, 0, true, &length);
	*record = this_record(the);
	uint32_t size = (*record)->core->configuration.bytesPerMessage;
	if (length < size)
		driver_error_throw(the, DRIVER_RANGE_ERROR, "bad-option",
		    PART ": buffer has %u bytes; it must have room for a chunk, %u", (unsigned)length,
		    (unsigned)size);
	return bytes;
}

void xs_es8311_read(xsMachine *the) {
	es8311_t *record;
	void *bytes = argument_chunk(the, &record);
	bool read = es8311_core_read(record->core, &record->lastRead, bytes);
	xsmcSetInteger(xsResult, read ? (xsIntegerValue)record->core->configuration.bytesPerMessage : 0);
}

void xs_es8311_readReference(xsMachine *the) {
	es8311_t *record;
	void *bytes = argument_chunk(the, &record);
	uint32_t size = record->core->configuration.bytesPerMessage;
	if (record->core->reference == NULL)
		driver_error_throw(the, DRIVER_ERROR, "no-reference", PART ": the option reference is not on");
	memcpy(bytes, record->core->reference, size);
	xsmcSetInteger(xsResult, (xsIntegerValue)size);
}

void xs_es8311_skip(xsMachine *the) {
	static const driver_range_t counts = {0, INT32_MAX};
	es8311_t *record = this_record(the);
	uint32_t chunks = (uint32_t)driver_argument_integer(the, PART, 0, "chunks", counts);
	xsmcSetInteger(xsResult, (xsIntegerValue)es8311_core_skip(record->core, chunks));
}

void xs_es8311_get_readable(xsMachine *the) {
	xsmcSetInteger(xsResult, (xsIntegerValue)es8311_core_readable(this_record(the)->core));
}

void xs_es8311_get_captureTime(xsMachine *the) {
	xsmcSetNumber(xsResult, (double)this_record(the)->lastRead.captureTime);
}

void xs_es8311_get_sequence(xsMachine *the) {
	xsmcSetNumber(xsResult, this_record(the)->lastRead.sequence);
}

void xs_es8311_write(xsMachine *the) {
	xsUnsignedValue length;
	const void *bytes = driver_argument_buffer(the, PART, 0, false, &length);
	es8311_t *record = this_record(the);
	if (length % sizeof(int16_t) != 0)
		driver_error_throw(the, DRIVER_RANGE_ERROR, "bad-option",
		    PART ": buffer has %u bytes; it must have an even number, for samples have two bytes",
		    (unsigned)length);
	uint32_t dropped = es8311_core_write(record->core, bytes, length / sizeof(int16_t));
	xsmcSetInteger(xsResult, (xsIntegerValue)(dropped * sizeof(int16_t)));
}

void xs_es8311_chime(xsMachine *the) {
	static const char *const sounds[CHIMES] = {"ding-dong", "ding", "alarm"};
	chime_sound_t sound = (chime_sound_t)driver_argument_string_of(the, PART, 0, "sound", sounds, CHIMES);
	int volume = driver_argument_integer(the, PART, 1, "volume", volumeRange);
	xsmcSetInteger(xsResult, (xsIntegerValue)es8311_core_chime(this_record(the)->core, sound, volume));
}

void xs_es8311_get_volume(xsMachine *the) {
	xsmcSetInteger(xsResult, atomic_load(&this_record(the)->core->volume));
}

void xs_es8311_set_volume(xsMachine *the) {
	es8311_t *record = this_record(the);
	atomic_store(&record->core->volume, driver_argument_integer(the, PART, 0, "volume", volumeRange));
}

void xs_es8311_get_gain(xsMachine *the) {
	xsmcSetInteger(xsResult, atomic_load(&this_record(the)->core->gain));
}

void xs_es8311_set_gain(xsMachine *the) {
	es8311_t *record = this_record(the);
	atomic_store(&record->core->gain, driver_argument_integer(the, PART, 0, "gain", gainRange));
}

void xs_es8311_get_mute(xsMachine *the) {
	xsmcSetBoolean(xsResult, atomic_load(&this_record(the)->core->mute));
}

void xs_es8311_set_mute(xsMachine *the) {
	es8311_t *record = this_record(the);
	atomic_store(&record->core->mute, driver_argument_boolean(the, PART, 0, "mute"));
}

static void set_number(xsMachine *the, xsSlot *object, xsIdentifier id, double number) {
	xsSlot value;
	xsmcSetNumber(value, number);
	xsmcSet(*object, id, value);
}

void xs_es8311_stats(xsMachine *the) {
	es8311_stats_t stats = es8311_core_stats(this_record(the)->core);
	xsSlot *into = driver_argument_object(the, PART, 0, "into");
	set_number(the, into, xsID_overruns, stats.overruns);
	set_number(the, into, xsID_underruns, stats.underruns);
	set_number(the, into, xsID_dropped, stats.dropped);
	set_number(the, into, xsID_concealed, stats.concealed);
	set_number(the, into, xsID_depth, stats.depth);
	set_number(the, into, xsID_target, stats.target);
	set_number(the, into, xsID_speed, stats.speed);
	set_number(the, into, xsID_inputLevel, stats.levels[ES8311_INPUT]);
	set_number(the, into, xsID_inputPeak, stats.peaks[ES8311_INPUT]);
	set_number(the, into, xsID_inputStack, stats.stacks[ES8311_INPUT]);
	set_number(the, into, xsID_outputLevel, stats.levels[ES8311_OUTPUT]);
	set_number(the, into, xsID_outputPeak, stats.peaks[ES8311_OUTPUT]);
	set_number(the, into, xsID_outputStack, stats.stacks[ES8311_OUTPUT]);
	xsResult = *into;
}
