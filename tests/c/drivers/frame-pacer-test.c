#include "check.h"
#include "frame-pacer.h"

/** How many of the frames of a sensor at `delivered` a second are let through in ten seconds. */
static uint32_t accepted(uint32_t delivered, uint32_t wanted, uint32_t unevenness) {
	frame_pacer_t pacer;
	uint32_t random = 0xfade, count = 0;
	frame_pacer_set(&pacer, wanted);
	for (uint32_t frame = 0; frame < 10 * delivered; frame++) {
		int64_t time = 5000000 + (int64_t)frame * 1000000 / delivered;
		if (unevenness > 0)
			time += (int64_t)randomBelow(&random, 2 * unevenness) - unevenness;
		count += frame_pacer_accepts(&pacer, time);
	}
	return count;
}

static void check_near(uint32_t count, uint32_t expected) {
	CHECK(count + 2 + expected / 50 >= expected && count <= expected + 2 + expected / 50);
}

int main(void) {
	CHECK(accepted(25, 0, 0) == 250);
	check_near(accepted(25, 25, 0), 250);
	check_near(accepted(25, 25, 2000), 250);
	check_near(accepted(25, 15, 0), 150);
	check_near(accepted(30, 15, 3000), 150);
	check_near(accepted(25, 1, 0), 10);
	check_near(accepted(10, 30, 0), 100);

	/* After a pause it goes on at its rate, without making up for it. */
	frame_pacer_t pacer;
	uint32_t count = 0;
	frame_pacer_set(&pacer, 10);
	CHECK(frame_pacer_accepts(&pacer, 0));
	for (int64_t time = 60000000; time < 61000000; time += 10000)
		count += frame_pacer_accepts(&pacer, time);
	CHECK(count >= 9 && count <= 11);
	return 0;
}
