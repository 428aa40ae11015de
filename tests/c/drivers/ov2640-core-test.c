/* The OV2640's driver without JavaScript, on the simulated sensor. */

#include "check.h"
#include "driver/i2c_master.h"
#include "esp_timer.h"
#include "faults.h"
#include "jpeg-frame.h"
#include "notices.h"
#include "ov2640-core.h"

#include <string.h>

static const ov2640_configuration_t configuration = {
    .pins = {.powerDown = OV2640_NO_PIN,
        .reset = OV2640_NO_PIN,
        .masterClock = 15,
        .data = {11, 9, 8, 10, 12, 18, 17, 16},
        .vsync = 6,
        .href = 7,
        .pixelClock = 13,
        .i2cData = 4,
        .i2cClock = 5,
        .i2cPort = 1,
        .masterClockFrequency = 20000000},
    .settings = {.frameSize = FRAMESIZE_QVGA, .quality = 20},
    .silence = 600,
    .task = {"camera", 8192, 6, tskNO_AFFINITY},
};

/** How long anything may take, on however busy a machine, in milliseconds. */
#define PATIENCE 20000

static machine_t machine = MACHINE_INITIALIZER;

static ov2640_core_t *create(void) {
	ov2640_core_t *core = ov2640_core_create(&configuration, &machine, machine_post, 1);
	CHECK(core != NULL);
	return core;
}

static void close_core(ov2640_core_t *core) {
	ov2640_core_close(core, 5000);
	machine.waiting = 0;
}

static bool wait_for(ov2640_core_t *core, uint32_t events, unsigned milliseconds) {
	return machine_wait(&machine, &core->notice, events, milliseconds);
}

static ov2640_frame_t next_frame(ov2640_core_t *core) {
	ov2640_frame_t frame;
	unsigned waited = 0;
	while (!ov2640_core_lend(core, &frame)) {
		CHECK(waited++ < PATIENCE);
		sleep_milliseconds(1);
	}
	return frame;
}

/** Waits until so many more frames have been dropped. */
static void wait_until_dropped(ov2640_core_t *core, uint32_t count) {
	uint32_t before = ov2640_core_stats(core).dropped;
	for (unsigned waited = 0; ov2640_core_stats(core).dropped - before < count; waited++) {
		CHECK(waited < PATIENCE);
		sleep_milliseconds(1);
	}
}

static bool is_powered(void) {
	i2c_master_bus_handle_t bus;
	return i2c_master_get_bus_handle(1, &bus) == ESP_OK;
}

static void check_unpowered(void) {
	for (unsigned waited = 0; is_powered() && waited < PATIENCE; waited += 5)
		sleep_milliseconds(5);
	CHECK(!is_powered());
}

/** Width and height, from the frame header (ITU-T T.81, B.2.2). */
static void check_size(const ov2640_frame_t *frame, unsigned width, unsigned height) {
	const uint8_t *bytes = frame->buffer->buf;
	size_t at = 2;
	while (bytes[at + 1] != 0xC0)
		at += 2 + ((size_t)bytes[at + 2] << 8 | bytes[at + 3]);
	CHECK(((unsigned)bytes[at + 5] << 8 | bytes[at + 6]) == height);
	CHECK(((unsigned)bytes[at + 7] << 8 | bytes[at + 8]) == width);
}

static void opens_nothing_when_made(void) {
	ov2640_core_t *core = create();
	CHECK(!is_powered() && !ov2640_core_readable(core));
	close_core(core);
}

static void delivers_whole_frames_in_order(void) {
	ov2640_core_t *core = create();
	ov2640_frame_t last = {0};
	CHECK(ov2640_core_start(core) == OV2640_STARTED);
	for (int count = 0; count < 10; count++) {
		CHECK(wait_for(core, OV2640_EVENT_READABLE, PATIENCE));
		ov2640_frame_t frame = next_frame(core);
		CHECK(jpeg_frame_length(frame.buffer->buf, frame.length) == frame.length);
		check_size(&frame, 320, 240);
		CHECK(count == 0 || (frame.sequence > last.sequence && frame.captureTime > last.captureTime));
		CHECK(frame.captureTime <= esp_timer_get_time());
		last = frame;
		ov2640_core_return(core);
	}
	CHECK(ov2640_core_stats(core).frames == 10);
	CHECK(machine.mostWaiting == 1);
	close_core(core);
	check_unpowered();
}

static void keeps_the_newest_when_nobody_reads(void) {
	ov2640_core_t *core = create();
	CHECK(ov2640_core_start(core) == OV2640_STARTED);
	CHECK(wait_for(core, OV2640_EVENT_READABLE, PATIENCE));
	wait_until_dropped(core, 5);

	/* All that were dropped came before it. */
	uint32_t dropped = ov2640_core_stats(core).dropped;
	ov2640_frame_t frame = next_frame(core);
	CHECK(frame.sequence >= dropped);

	/* While it is lent, newer ones come, and its bytes stay. */
	static uint8_t copy[100000];
	CHECK(frame.length <= sizeof copy);
	memcpy(copy, frame.buffer->buf, frame.length);
	wait_until_dropped(core, 3);
	CHECK(memcmp(copy, frame.buffer->buf, frame.length) == 0);
	ov2640_core_return(core);
	CHECK(next_frame(core).sequence > frame.sequence + 2);
	close_core(core);
	check_unpowered();
}

/** How far six frames are apart, from the first to the last, in microseconds. */
static int64_t six_frames(ov2640_core_t *core) {
	int64_t first = next_frame(core).captureTime, last = first;
	ov2640_core_return(core);
	for (int count = 0; count < 5; count++) {
		last = next_frame(core).captureTime;
		ov2640_core_return(core);
	}
	return last - first;
}

static void limits_the_rate(void) {
	ov2640_core_t *core = create();
	ov2640_settings_t settings = ov2640_core_settings(core);
	settings.framesPerSecond = 5;
	ov2640_core_configure(core, &settings);
	CHECK(ov2640_core_start(core) == OV2640_STARTED);

	/* A machine that stands still makes it longer, and nothing makes it shorter. */
	int64_t took = 0;
	for (int tries = 0; tries == 0 || (took >= 1400000 && tries < 10); tries++) {
		took = six_frames(core);
		CHECK(took > 850000);
	}
	CHECK(took < 1400000);
	close_core(core);
}

/** From the first frame on, that of what was small when it was opened, there is room for the largest. */
static void becomes_larger_without_being_opened_anew(void) {
	ov2640_core_t *core = create();
	ov2640_settings_t settings = ov2640_core_settings(core);
	settings.largest = FRAMESIZE_VGA;
	ov2640_core_configure(core, &settings);
	CHECK(ov2640_core_start(core) == OV2640_STARTED);
	ov2640_frame_t frame = next_frame(core);
	check_size(&frame, 320, 240);
	ov2640_core_return(core);
	settings.frameSize = FRAMESIZE_VGA;

	/* Were it opened anew, there would be no memory for its frames, and so none that is larger. */
	fault_set(FAULT_ALLOCATION, 0, FAULT_ALWAYS);
	ov2640_core_configure(core, &settings);
	int64_t now = esp_timer_get_time();
	do {
		frame = next_frame(core);
		ov2640_core_return(core);
	} while (frame.captureTime < now);
	frame = next_frame(core);
	check_size(&frame, 640, 480);
	ov2640_core_return(core);
	fault_clear_all();
	close_core(core);
}

static void changes_its_settings_while_it_runs(void) {
	ov2640_core_t *core = create();
	ov2640_settings_t settings = ov2640_core_settings(core);
	CHECK(ov2640_core_start(core) == OV2640_STARTED);
	ov2640_frame_t frame = next_frame(core);
	ov2640_core_return(core);

	/* Larger than its buffers: it is opened anew, and all frames are whole. */
	settings.frameSize = FRAMESIZE_VGA;
	settings.mirror = true;
	ov2640_core_configure(core, &settings);
	int64_t now = esp_timer_get_time();
	do {
		frame = next_frame(core);
		ov2640_core_return(core);
	} while (frame.captureTime < now);
	settings.frameSize = FRAMESIZE_QVGA;
	settings.quality = 40;
	settings.brightness = -1;
	frame = next_frame(core);
	check_size(&frame, 640, 480);
	ov2640_core_return(core);
	ov2640_core_configure(core, &settings);
	now = esp_timer_get_time();
	do {
		frame = next_frame(core);
		ov2640_core_return(core);
	} while (frame.captureTime < now);
	frame = next_frame(core);
	check_size(&frame, 320, 240);
	CHECK(ov2640_core_stats(core).broken == 0);
	close_core(core);
}

static void drops_and_counts_what_is_no_jpeg(void) {
	ov2640_core_t *core = create();
	CHECK(ov2640_core_start(core) == OV2640_STARTED);
	next_frame(core);
	ov2640_core_return(core);
	fault_set(FAULT_CAMERA_UNCHECKED, 0, FAULT_ALWAYS);
	fault_set(FAULT_CAMERA_TRUNCATED, 0, 2);
	fault_set(FAULT_CAMERA_PADDED, 3, 3);
	for (int count = 0; count < 8; count++) {
		ov2640_frame_t frame = next_frame(core);
		CHECK(jpeg_frame_length(frame.buffer->buf, frame.length) == frame.length);
		ov2640_core_return(core);
	}
	CHECK(ov2640_core_stats(core).broken == 2);
	fault_clear_all();
	close_core(core);
}

static void says_that_the_sensor_is_missing_and_that_it_is_back(void) {
	ov2640_core_t *core = create();
	fault_set_for(FAULT_I2C_NOT_ACKNOWLEDGED, 0x30, 0, FAULT_ALWAYS);
	CHECK(ov2640_core_start(core) == OV2640_STARTED);
	CHECK(wait_for(core, OV2640_EVENT_FAULT, PATIENCE));
	CHECK(strcmp(driver_health_fault(&core->health).code, "camera-not-found") == 0);
	CHECK(!wait_for(core, OV2640_EVENT_FAULT, 700));
	fault_clear_all();
	CHECK(wait_for(core, OV2640_EVENT_RECOVERED, PATIENCE));
	close_core(core);
	check_unpowered();
}

static void initialises_a_silent_sensor_anew(void) {
	ov2640_core_t *core = create();
	CHECK(ov2640_core_start(core) == OV2640_STARTED);
	next_frame(core);
	fault_set(FAULT_CAMERA_SILENT, 0, FAULT_ALWAYS);
	CHECK(wait_for(core, OV2640_EVENT_FAULT, PATIENCE));
	driver_fault_t fault = driver_health_fault(&core->health);
	CHECK(strcmp(fault.code, "camera-silent") == 0 && strstr(fault.message, "600 ms") != NULL);

	/* Not before the frame that is lent has come back: its memory is freed. */
	sleep_milliseconds(200);
	CHECK(is_powered());
	ov2640_core_return(core);
	sleep_milliseconds(200);
	fault_clear_all();
	CHECK(wait_for(core, OV2640_EVENT_RECOVERED, PATIENCE));
	CHECK(ov2640_core_stats(core).restarts >= 1);
	next_frame(core);
	close_core(core);
	check_unpowered();
}

static void keeps_a_lent_frame_when_it_stops(void) {
	ov2640_core_t *core = create();
	CHECK(ov2640_core_start(core) == OV2640_STARTED);
	ov2640_frame_t frame = next_frame(core);
	ov2640_core_stop(core);
	sleep_milliseconds(100);
	CHECK(!ov2640_core_readable(core));
	CHECK(jpeg_frame_length(frame.buffer->buf, frame.length) == frame.length);
	ov2640_core_return(core);
	check_unpowered();
	CHECK(ov2640_core_start(core) == OV2640_STARTED);
	CHECK(next_frame(core).captureTime > frame.captureTime);
	close_core(core);
}

static void lets_one_instance_have_the_sensor(void) {
	ov2640_core_t *first = create(), *second = create();
	CHECK(ov2640_core_start(first) == OV2640_STARTED);
	CHECK(ov2640_core_start(second) == OV2640_IN_USE);
	next_frame(first);
	ov2640_core_close(first, 0);
	machine.waiting = 0;
	CHECK(ov2640_core_start(second) == OV2640_STARTED);
	next_frame(second);
	close_core(second);
	check_unpowered();
}

static void survives_a_lack_of_memory(void) {
	for (uint32_t skip = 0; skip < 24; skip++) {
		fault_set(FAULT_ALLOCATION, skip, 1);
		ov2640_core_t *core = ov2640_core_create(&configuration, &machine, machine_post, 1);
		if (core != NULL) {
			ov2640_core_start(core);
			sleep_milliseconds(30);
			close_core(core);
		}
		fault_clear_all();
		check_unpowered();
	}
}

/** Anything in any order, and always a clean end. */
static void survives_anything(void) {
	static const framesize_t sizes[] = {FRAMESIZE_QVGA, FRAMESIZE_VGA, FRAMESIZE_SVGA};
	uint32_t random = 0x2640;
	ov2640_core_t *core = NULL;
	for (int step = 0; step < 500; step++) {
		ov2640_frame_t frame;
		ov2640_settings_t settings;
		if (core == NULL)
			core = ov2640_core_create(&configuration, &machine, machine_post, 1);
		if (core == NULL)
			continue;
		switch (randomBelow(&random, 14)) {
		case 0:
		case 1:
			ov2640_core_start(core);
			break;
		case 2:
			ov2640_core_stop(core);
			break;
		case 3:
			ov2640_core_close(core, (uint32_t)randomBelow(&random, 30));
			machine.waiting = 0;
			core = NULL;
			break;
		case 4:
		case 5:
			if (!ov2640_core_is_lent(core) && ov2640_core_lend(core, &frame))
				CHECK(jpeg_frame_length(frame.buffer->buf, frame.length) == frame.length);
			break;
		case 6:
			ov2640_core_return(core);
			break;
		case 7:
			settings = ov2640_core_settings(core);
			settings.frameSize = sizes[randomBelow(&random, 3)];
			settings.framesPerSecond = (uint32_t)randomBelow(&random, 30);
			settings.flip = randomBelow(&random, 2);
			ov2640_core_configure(core, &settings);
			break;
		case 8:
			fault_set(
			    (fault_t)randomBelow(&random, FAULT_ALLOCATION + 1), (uint32_t)randomBelow(&random, 10), 1);
			break;
		default:
			machine_take(&machine, &core->notice);
			sleep_milliseconds((unsigned)randomBelow(&random, 60));
		}
	}
	fault_clear_all();
	if (core != NULL)
		close_core(core);
	check_unpowered();
}

int main(void) {
	opens_nothing_when_made();
	delivers_whole_frames_in_order();
	keeps_the_newest_when_nobody_reads();
	limits_the_rate();
	becomes_larger_without_being_opened_anew();
	changes_its_settings_while_it_runs();
	drops_and_counts_what_is_no_jpeg();
	says_that_the_sensor_is_missing_and_that_it_is_back();
	initialises_a_silent_sensor_anew();
	keeps_a_lent_frame_when_it_stops();
	lets_one_instance_have_the_sensor();
	survives_a_lack_of_memory();
	survives_anything();
	return 0;
}
