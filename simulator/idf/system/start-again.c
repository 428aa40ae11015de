#include "start-again.h"

#include <stdio.h>
#include <unistd.h>

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

void start_again(void) {
	char **arguments = own_arguments();
	for (int file = STDERR_FILENO + 1; file < MOST_FILES; file++)
		close(file);
	execv("/proc/self/exe", arguments);
}
