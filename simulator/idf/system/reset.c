#include "reset.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "start-again.h"

#define MOST_PARAMETERS 120
#define FIRST_PARAMETER 4

extern char **environ;

static char *arguments[FIRST_PARAMETER + MOST_PARAMETERS + 1];
static char reasonText[40] = "BELLTOWER_RESET_REASON=1";
static char *variables[512];
static atomic_bool onTrial;

/* All that execve needs is made ready here, as a signal's handler may not allocate. */
void simulated_parameters(char **parameters) {
	char *boot = getenv("BELLTOWER_BOOT");
	int count = FIRST_PARAMETER, variable = 0;
	if (!boot)
		return;
	arguments[1] = strdup("--boot");
	arguments[2] = getenv("BELLTOWER_FLASH");
	arguments[3] = getenv("BELLTOWER_RUN_FOLDER");
	for (; *parameters && count < FIRST_PARAMETER + MOST_PARAMETERS; parameters++)
		arguments[count++] = *parameters;
	for (char **each = environ; *each && variable < 510; each++)
		if (strncmp(*each, "BELLTOWER_RESET_REASON=", 23) && strncmp(*each, "BELLTOWER_POWER_CUT=", 20))
			variables[variable++] = *each;
	variables[variable] = reasonText;
	arguments[0] = boot;
	onTrial = getenv("BELLTOWER_TRIAL") != NULL;
}

static void close_files(void) {
	for (int file = 3; file < 256; file++)
		close(file);
}

void simulated_reset(esp_reset_reason_t reason) {
	if (!arguments[0] && reason == ESP_RST_SW)
		start_again();
	if (!arguments[0])
		_exit(reason == ESP_RST_SW ? RESTART_STATUS : 1);
	char *digits = strchr(reasonText, '=') + 1;
	if (reason >= 10)
		*digits++ = '1';
	*digits++ = (char)('0' + reason % 10);
	*digits = 0;
	close_files();
	execve(arguments[0], arguments, variables);
	_exit(1);
}

void simulated_panic(esp_reset_reason_t reason) {
	if (onTrial)
		simulated_reset(reason);
}

void simulated_trial(bool trial) {
	onTrial = trial;
}

int simulated_watchdog_seconds(void) {
	const char *text = getenv("BELLTOWER_WATCHDOG");
	return text ? atoi(text) : 0;
}

void esp_restart(void) {
	fflush(NULL);
	simulated_reset(ESP_RST_SW);
}

esp_reset_reason_t esp_reset_reason(void) {
	const char *text = getenv("BELLTOWER_RESET_REASON");
	return text ? (esp_reset_reason_t)atoi(text) : ESP_RST_POWERON;
}
