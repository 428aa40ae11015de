/**
 * The program: belltower IMAGE_FOLDER [--until-stdin-ends] [--config name=value]...
 * The environment's BELLTOWER_CONFIG_name=value do as --config does.
 * or, where simulator/idf is part of it, the boot loader: belltower --boot FLASH FOLDER PARAMETERS...
 */
#include "config.h"
#include "ending.h"
#include "image.h"
#include "loop.h"
#include "machine.h"
#include "standard-input.h"
#include "statistics-request.h"

#include "reset-hooks.h"

#include <signal.h>

static void quit(int signal) {
	(void)signal;
	simEndingBegin();
}

/* The second signal ends a program whose JavaScript does not return. */
static void listenToSignals(void) {
	struct sigaction action = {.sa_handler = quit, .sa_flags = (int)SA_RESETHAND};
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	action = (struct sigaction){.sa_handler = SIG_IGN};
	sigaction(SIGPIPE, &action, NULL);
}

static int usage(const char *wrong) {
	fprintf(stderr,
	    "belltower: %s\nusage: belltower IMAGE_FOLDER [--until-stdin-ends] [--config name=value]...\n",
	    wrong);
	return 1;
}

/** Takes configuration from the environment, where, unlike among the arguments, no other user sees a token.
 */
static void configureFromEnvironment(void) {
	extern char **environ;
	static const char prefix[] = "BELLTOWER_CONFIG_";
	for (char **variable = environ; *variable; variable++)
		if (!strncmp(*variable, prefix, sizeof(prefix) - 1))
			simConfigOverride(*variable + sizeof(prefix) - 1);
}

int main(int count, char **arguments) {
	const char *folder = NULL;
	bool untilInputEnds = false;
	char error[C_PATH_MAX + 256];
	if (count > 1 && !strcmp(arguments[1], "--boot") && simulated_boot)
		return simulated_boot(arguments[0], arguments + 2);
	configureFromEnvironment();
	for (int i = 1; i < count; i++) {
		if (!strcmp(arguments[i], "--config")) {
			if (++i == count || !simConfigOverride(arguments[i]))
				return usage("--config must be followed by name=value");
		} else if (!strcmp(arguments[i], "--until-stdin-ends"))
			untilInputEnds = true;
		else if (folder || arguments[i][0] == '-')
			return usage("there must be one image folder and no other options");
		else
			folder = arguments[i];
	}
	if (!folder)
		return usage("the image folder is missing");
	setvbuf(stdout, NULL, _IOLBF, 0);
	SimImage *image = simImageRead(folder, error, sizeof(error));
	if (!image) {
		fprintf(stderr, "belltower: %s\n", error);
		return 1;
	}
	if (!simLoopOpen()) {
		fprintf(stderr, "belltower: no pipe could be made: %s\n", strerror(errno));
		return 1;
	}
	if (untilInputEnds && !simStandardInputWatch())
		return 1;
	listenToSignals();
	simResetsBegin(count > 2 ? arguments + 2 : NULL);
	simStatisticsListen();
	int status = 1;
	txMachine *the = simMachineCreate(image);
	if (the) {
		status = simMachineRun(the);
		simMachineDelete(the);
	}
	simImageFree(image);
	if (status)
		simResetsPanic();
	return status;
}
