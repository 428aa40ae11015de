/* The WS2812's driver without JavaScript, on the simulated strip. */

#include "check.h"
#include "esp_timer.h"
#include "faults.h"
#include "notices.h"
#include "ws2812-core.h"
#include "ws2812-part.h"

#include <string.h>

enum { PIN = 48, LENGTH = 60 };

static ws2812_configuration_t configuration = {
    .pin = PIN,
    .length = LENGTH,
    .bus = WS2812_BUS_RMT,
    .maximumCurrent = UINT32_MAX,
    .task = {"light", 3072, 5, tskNO_AFFINITY},
};

static machine_t machine = MACHINE_INITIALIZER;
static uint8_t colors[3 * LENGTH];

static ws2812_core_t *create(void) {
	ws2812_core_t *core = ws2812_core_create(&configuration, &machine, machine_post, 1);
	CHECK(core != NULL);
	return core;
}

static void close_core(ws2812_core_t *core) {
	ws2812_core_close(core, 5000);
	machine.waiting = 0;
}

static void show(ws2812_core_t *core, uint8_t value) {
	memset(colors, value, sizeof colors);
	CHECK(ws2812_core_write(core, colors) == WS2812_WRITTEN);
}

static bool shows(uint8_t value) {
	uint8_t shown[3 * LENGTH];
	CHECK(ws2812_read(PIN, shown, LENGTH) == LENGTH);
	for (size_t index = 0; index < sizeof shown; index++) {
		if (shown[index] != value)
			return false;
	}
	return true;
}

static void check_shows(uint8_t value) {
	for (unsigned waited = 0; !shows(value) && waited < 2000; waited++)
		sleep_milliseconds(1);
	CHECK(shows(value));
}

static void shows_what_is_written_and_is_dark_when_closed(void) {
	ws2812_core_t *core = create();
	show(core, 17);
	sleep_milliseconds(20);
	check_shows(17);
	close_core(core);
	check_shows(0);
}

static void shows_the_newest_and_never_waits(void) {
	ws2812_core_t *core = create();
	uint32_t before = ws2812_refreshes(PIN);
	int64_t begin = esp_timer_get_time();
	for (int value = 1; value <= 200; value++)
		show(core, (uint8_t)value);
	int64_t took = esp_timer_get_time() - begin;
	check_shows(200);
	CHECK(ws2812_refreshes(PIN) - before < 200);
	/* 200 times 60 pixels take 360 ms on the wire. */
	CHECK(took < 200000);
	close_core(core);
}

static void draws_no_more_than_allowed(void) {
	configuration.maximumCurrent = 500;
	ws2812_core_t *core = create();
	show(core, 255);
	CHECK(ws2812_core_current(core) <= 500 && ws2812_core_current(core) > 400);
	sleep_milliseconds(50);
	CHECK(!shows(255) && !shows(0));
	close_core(core);
	configuration.maximumCurrent = UINT32_MAX;
}

static void can_use_spi(void) {
	configuration.bus = WS2812_BUS_SPI;
	ws2812_core_t *core = create();
	show(core, 33);
	check_shows(33);
	close_core(core);
	configuration.bus = WS2812_BUS_RMT;
}

static void says_what_fails_and_tries_again_at_the_next_write(void) {
	ws2812_core_t *core = create();
	fault_set(FAULT_LIGHT, 0, 2);
	show(core, 1);
	CHECK(machine_wait(&machine, &core->notice, WS2812_EVENT_FAULT, 2000));
	driver_fault_t fault = driver_health_fault(&core->health);
	CHECK(strcmp(fault.code, "light-failed") == 0 && strstr(fault.message, "pin 48") != NULL);
	show(core, 2);
	CHECK(!machine_wait(&machine, &core->notice, WS2812_EVENT_FAULT, 50));
	show(core, 3);
	check_shows(3);
	CHECK(machine_wait(&machine, &core->notice, WS2812_EVENT_RECOVERED, 2000));
	fault_clear_all();
	close_core(core);
}

static void lets_one_instance_have_the_strip(void) {
	ws2812_core_t *first = create(), *second = create();
	show(first, 5);
	CHECK(ws2812_core_write(second, colors) == WS2812_IN_USE);
	ws2812_core_close(first, 0);
	show(second, 6);
	sleep_milliseconds(50);
	check_shows(6);
	close_core(second);
}

static void survives_a_lack_of_memory(void) {
	for (uint32_t skip = 0; skip < 16; skip++) {
		fault_set(FAULT_ALLOCATION, skip, 1);
		ws2812_core_t *core = ws2812_core_create(&configuration, &machine, machine_post, 1);
		if (core != NULL) {
			ws2812_core_write(core, colors);
			sleep_milliseconds(5);
			close_core(core);
		}
		fault_clear_all();
	}
}

static void survives_anything(void) {
	uint32_t random = 0x2812;
	ws2812_core_t *core = create();
	for (int step = 0; step < 2000; step++) {
		switch (randomBelow(&random, 5)) {
		case 0:
			ws2812_core_close(core, (uint32_t)randomBelow(&random, 3));
			machine.waiting = 0;
			core = create();
			break;
		case 1:
			if (randomBelow(&random, 8) == 0)
				sleep_milliseconds(3);
			machine_take(&machine, &core->notice);
			break;
		case 2:
			fault_set(FAULT_LIGHT, (uint32_t)randomBelow(&random, 5), 1);
			break;
		default:
			ws2812_core_write(core, colors);
		}
	}
	fault_clear_all();
	show(core, 9);
	check_shows(9);
	close_core(core);
}

int main(void) {
	shows_what_is_written_and_is_dark_when_closed();
	shows_the_newest_and_never_waits();
	draws_no_more_than_allowed();
	can_use_spi();
	says_what_fails_and_tries_again_at_the_next_write();
	lets_one_instance_have_the_strip();
	survives_a_lack_of_memory();
	survives_anything();
	return 0;
}
