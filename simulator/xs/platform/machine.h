/** The XS machine that runs an image. One at a time. */
#ifndef BELLTOWER_XS_MACHINE_H
#define BELLTOWER_XS_MACHINE_H

#include "xsAll.h"
#include "image.h"

/**
 * Makes the machine for the image and runs its preloads. Returns NULL when it failed; what failed is on
 * stderr. The machine's context is the image.
 */
txMachine *simMachineCreate(SimImage *image);

/** Runs the image's main module and the event loop. Returns the status to exit with. */
int simMachineRun(txMachine *the);

/** Ends the machine: the destructors of its host objects run. */
void simMachineDelete(txMachine *the);

/** Starts to count garbage collections. */
void simStatisticsBegin(txMachine *the);

#endif
