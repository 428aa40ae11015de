#include "arrival-jitter.h"

/** How much later `a` is than `b`, of numbers that wrap. */
static int32_t beyond(uint32_t a, uint32_t b) {
	return (int32_t)(a - b);
}

static void begin_span(arrival_jitter_t *jitter, uint32_t now, uint32_t transit) {
	jitter->began = now;
	jitter->quickest[0] = jitter->latest[0] = transit;
}

static void begin_anew(arrival_jitter_t *jitter, uint32_t now, uint32_t transit) {
	begin_span(jitter, now, transit);
	jitter->quickest[1] = jitter->latest[1] = transit;
	jitter->measuring = jitter->settling = true;
}

void arrival_jitter_initialize(arrival_jitter_t *jitter, uint32_t length, uint32_t pause) {
	*jitter = (arrival_jitter_t){.length = length, .pause = pause};
}

void arrival_jitter_note(arrival_jitter_t *jitter, uint32_t now, uint32_t before) {
	uint32_t transit = now - before;
	if (!jitter->measuring || beyond(transit, jitter->latest[0]) > (int32_t)jitter->pause) {
		begin_anew(jitter, now, transit);
		return;
	}
	if (jitter->settling && beyond(transit, jitter->quickest[0]) < 0) {
		begin_anew(jitter, now, transit);
		return;
	}
	jitter->settling = false;
	if (now - jitter->began >= jitter->length) {
		jitter->quickest[1] = jitter->quickest[0];
		jitter->latest[1] = jitter->latest[0];
		begin_span(jitter, now, transit);
	}
	if (beyond(transit, jitter->quickest[0]) < 0)
		jitter->quickest[0] = transit;
	if (beyond(transit, jitter->latest[0]) > 0)
		jitter->latest[0] = transit;
}

uint32_t arrival_jitter_measure(const arrival_jitter_t *jitter) {
	uint32_t quickest =
	    beyond(jitter->quickest[1], jitter->quickest[0]) < 0 ? jitter->quickest[1] : jitter->quickest[0];
	uint32_t latest =
	    beyond(jitter->latest[1], jitter->latest[0]) > 0 ? jitter->latest[1] : jitter->latest[0];
	return jitter->measuring ? latest - quickest : 0;
}
