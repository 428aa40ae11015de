#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "esp_system.h"

#define MOST_ARGUMENTS 128
#define MOST_FILES 1024

/** What the program was started with, as the kernel keeps it. */
static char **own_arguments(void) {
	static char text[64 * 1024];
	static char *arguments[MOST_ARGUMENTS + 1];
	FILE *file = fopen("/proc/self/cmdline", "r");
	size_t length = file == NULL ? 0 : fread(text, 1, sizeof text - 1, file);
	if (file != NULL)
		fclose(file);
	size_t count = 0;
	for (size_t start = 0; start < length && count < MOST_ARGUMENTS; start++) {
		arguments[count++] = text + start;
		while (text[start] != '\0')
			start++;
	}
	return arguments;
}

/** The program begins anew, as a chip does: with the same arguments, and nothing of what it held. */
void esp_restart(void) {
	fflush(NULL);
	char **arguments = own_arguments();
	for (int file = STDERR_FILENO + 1; file < MOST_FILES; file++)
		close(file);
	execv("/proc/self/exe", arguments);
	perror("the program can't be started anew");
	_exit(1);
}
