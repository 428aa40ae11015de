/**
 * The pins of the simulated board, by number. A program that opens one sees what is connected to it, which
 * whoever runs the program decides by its standard input (simulator/xs/README.md, "Pins").
 */
#ifndef BELLTOWER_XS_PINS_H
#define BELLTOWER_XS_PINS_H

#include <stdbool.h>

#define SIM_PINS 64

typedef struct SimPin SimPin;

typedef enum { SIM_PIN_INPUT, SIM_PIN_OUTPUT } SimPinMode;

/** Called on the machine's thread when an input's level has changed. */
typedef void (*SimPinCallback)(void *the, void *refcon, bool level);

/**
 * Opens a pin: an input, which has the level `level` while nothing drives it, or an output, which begins with
 * it. NULL when there is no such pin, it is open already, or memory is short; errno is EINVAL, EBUSY, ENOMEM.
 */
SimPin *simPinOpen(int number, SimPinMode mode, bool level, SimPinCallback callback, void *refcon);

/** Takes NULL. */
void simPinClose(SimPin *pin);

bool simPinRead(const SimPin *pin);
void simPinWrite(SimPin *pin, bool level);

#endif
