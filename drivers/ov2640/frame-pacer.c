#include "frame-pacer.h"

void frame_pacer_set(frame_pacer_t *pacer, uint32_t framesPerSecond) {
	*pacer = (frame_pacer_t){.period = framesPerSecond > 0 ? 1000000 / framesPerSecond : 0};
}

bool frame_pacer_accepts(frame_pacer_t *pacer, int64_t time) {
	if (pacer->period == 0)
		return true;
	/* A sensor that runs at the wanted rate is a little early as often as late: none of its frames may be
	 * lost. */
	if (time < pacer->due - pacer->period / 8)
		return false;
	pacer->due = time > pacer->due + pacer->period ? time + pacer->period : pacer->due + pacer->period;
	return true;
}
