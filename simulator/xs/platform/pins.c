#include "pins.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

struct SimPin {
	int number;
	SimPinMode mode;
	/** What an input has while nothing drives it, and what an output was given. */
	bool level;
	SimPinCallback callback;
	void *refcon;
};

/** What drives a pin from outside: 0 or 1, and nothing where `driven` is false. */
static struct {
	SimPin *open;
	bool driven;
	bool level;
} pins[SIM_PINS];

static bool isPin(int number) {
	return number >= 0 && number < SIM_PINS;
}

SimPin *simPinOpen(int number, SimPinMode mode, bool level, SimPinCallback callback, void *refcon) {
	if (!isPin(number) || pins[number].open) {
		errno = isPin(number) ? EBUSY : EINVAL;
		return NULL;
	}
	SimPin *pin = malloc(sizeof(SimPin));
	if (!pin)
		return NULL;
	*pin = (SimPin){.number = number, .mode = mode, .level = level, .callback = callback, .refcon = refcon};
	pins[number].open = pin;
	return pin;
}

void simPinClose(SimPin *pin) {
	if (!pin)
		return;
	pins[pin->number].open = NULL;
	free(pin);
}

bool simPinRead(const SimPin *pin) {
	bool driven = pin->mode == SIM_PIN_INPUT && pins[pin->number].driven;
	return driven ? pins[pin->number].level : pin->level;
}

void simPinWrite(SimPin *pin, bool level) {
	pin->level = level;
}

bool simPinDrive(void *the, int number, int level) {
	if (!isPin(number))
		return false;
	SimPin *pin = pins[number].open;
	bool before = pin && simPinRead(pin);
	pins[number].driven = level >= 0;
	pins[number].level = level > 0;
	if (pin && pin->callback && simPinRead(pin) != before)
		(*pin->callback)(the, pin->refcon, !before);
	return true;
}

void simPinsPrint(void) {
	const char *separator = "";
	printf("pins {");
	for (int number = 0; number < SIM_PINS; number++)
		if (pins[number].open) {
			printf("%s\"%d\": %d", separator, number, simPinRead(pins[number].open));
			separator = ", ";
		}
	printf("}\n");
}
