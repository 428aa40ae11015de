#include "standard-input.h"
#include "ending.h"
#include "loop.h"
#include "pins.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/** A line that is longer is no command. */
static struct {
	char text[64];
	size_t length;
	bool tooLong;
} line;

/** `pin NUMBER 0|1|z`: from outside, the pin is driven low or high, or let go. `pins`: tell what they are. */
static void obey(void *the) {
	int number, used = 0;
	char level;
	if (!strcmp(line.text, "pins")) {
		simPinsPrint();
		return;
	}
	bool read = sscanf(line.text, "pin %d %c%n", &number, &level, &used) == 2 && !line.text[used];
	if (!read || !strchr("01z", level) || !simPinDrive(the, number, level == 'z' ? -1 : level - '0'))
		fprintf(stderr,
		    "belltower: the line \"%s\" is no command; it must be \"pin NUMBER 0\", \"pin NUMBER 1\", \"pin "
		    "NUMBER z\" or \"pins\", and NUMBER from 0 to %d\n",
		    line.text, SIM_PINS - 1);
}

static void take(void *the, char character) {
	if (character != '\n') {
		if (line.length < sizeof(line.text) - 1)
			line.text[line.length++] = character;
		else
			line.tooLong = true;
		return;
	}
	line.text[line.length] = 0;
	if (line.tooLong)
		fprintf(stderr, "belltower: the line \"%s...\" is too long to be a command\n", line.text);
	else if (line.length)
		obey(the);
	line.length = 0;
	line.tooLong = false;
}

static void hear(void *the, void *refcon, short events) {
	char buffer[256];
	(void)refcon;
	(void)events;
	ssize_t count = read(STDIN_FILENO, buffer, sizeof(buffer));
	for (ssize_t i = 0; i < count; i++)
		take(the, buffer[i]);
	if (count <= 0)
		simEndingBegin();
}

bool simStandardInputWatch(void) {
	return simLoopWatch(STDIN_FILENO, POLLIN, hear, NULL) != NULL;
}
