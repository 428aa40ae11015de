#ifndef ARRIVAL_JITTER_H
#define ARRIVAL_JITTER_H

#include <stdbool.h>
#include <stdint.h>

/** Stretches of time over which the quickest and the latest arrival are kept: the present one and one before.
 */
#define ARRIVAL_JITTER_SPANS 2

/**
 * How unevenly sound arrives: by how much the latest of the last pieces took longer than the quickest. All
 * numbers are samples. A piece that is later than `pause` follows a pause of the sender, or a network that
 * stood still for longer than can be bridged: measuring begins anew with it.
 */
typedef struct {
	/** How long a span is. */
	uint32_t length;
	uint32_t pause;
	uint32_t began;
	/** Time that passed before a piece came, less the sound that came before it. */
	uint32_t quickest[ARRIVAL_JITTER_SPANS];
	uint32_t latest[ARRIVAL_JITTER_SPANS];
	bool measuring;
	/** What was held up comes all at once: each piece is quicker than the one before, and none was late. */
	bool settling;
} arrival_jitter_t;

void arrival_jitter_initialize(arrival_jitter_t *jitter, uint32_t length, uint32_t pause);

/** Takes note of a piece that comes at `now`, after `before` samples of sound in all; both may wrap. */
void arrival_jitter_note(arrival_jitter_t *jitter, uint32_t now, uint32_t before);

/** The jitter of the last one or two spans. */
uint32_t arrival_jitter_measure(const arrival_jitter_t *jitter);

#endif
