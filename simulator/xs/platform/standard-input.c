#include "standard-input.h"
#include "loop.h"

#include <poll.h>
#include <unistd.h>

static void hear(void *the, void *refcon, short events) {
	char buffer[256];
	(void)the;
	(void)refcon;
	(void)events;
	if (read(STDIN_FILENO, buffer, sizeof(buffer)) <= 0)
		simLoopQuit(0);
}

bool simStandardInputWatch(void) {
	return simLoopWatch(STDIN_FILENO, POLLIN, hear, NULL) != NULL;
}
