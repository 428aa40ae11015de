#include "ending.h"
#include "loop.h"
#include "statistics.h"
#include "xsHost.h"

#include <stdatomic.h>

#define PATIENCE 500
#define LOOK_EVERY 10

static atomic_bool asked;
static void (*listener)(void);
static struct {
	bool begun;
	uint32_t at;
} ending;

void simEndingListen(void (*callback)(void)) {
	listener = callback;
}

void simEndingBegin(void) {
	atomic_store(&asked, true);
	simLoopWake();
}

int simEndingTurn(void *the) {
	if (!atomic_load(&asked))
		return -1;
	if (!listener)
		simLoopQuit(0);
	else if (!ending.begun) {
		ending.begun = true;
		ending.at = simMilliseconds();
		(*listener)();
	} else if (simMilliseconds() - ending.at > PATIENCE || !simStatistic(the, SIM_NETWORK_SOCKETS))
		simLoopQuit(0);
	return LOOK_EVERY;
}
