#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "freertos/FreeRTOS.h"
#include "freertos/task.h"
#include "machine-message.h"

#define STEP_US 10000
#define STEPS 500

/**
 * Waits up to five seconds until all tasks have ended but the calling thread's, which is counted as one. The
 * host objects' destructors have told them to.
 */
static void wait_for_tasks(void) {
	xTaskGetCurrentTaskHandle();
	for (int step = 0; uxTaskGetNumberOfTasks() > 1; step++) {
		if (step == STEPS) {
			fprintf(stderr, "%u tasks still run; mcsim unloads their code\n",
			    (unsigned)uxTaskGetNumberOfTasks() - 1);
			return;
		}
		usleep(STEP_US);
	}
	usleep(STEP_US); /* the last of them is off the list, but may not have returned yet */
}

/**
 * The SDK's sockets write without MSG_NOSIGNAL: a connection that the other end has closed would end mcsim.
 * Blocked, and not ignored, because the SDK sets the signal's action back when it has connected to xsbug.
 */
__attribute__((constructor)) static void load(void) {
	sigset_t signals;
	sigemptyset(&signals);
	sigaddset(&signals, SIGPIPE);
	pthread_sigmask(SIG_BLOCK, &signals, NULL);
}

/** mcsim deletes the machine and then unloads this library: nothing may run in it, or call into it, after
 * that. */
__attribute__((destructor)) static void unload(void) {
	wait_for_tasks();
	machine_message_drop_all();
}
