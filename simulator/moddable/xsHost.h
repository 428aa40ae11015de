#ifndef XS_HOST_H
#define XS_HOST_H

#include <stdint.h>

#include "xs.h"

/**
 * Called on the machine's thread with what was posted. `message` is NULL if nothing was; it is gone after the
 * call. Moddable SDK, xs/platforms/esp/xsHost.h.
 */
typedef void (*modMessageDeliver)(void *the, void *refcon, uint8_t *message, uint16_t messageLength);

/**
 * Has `callback` called on the thread of the machine `the`, from any thread, in the order of the calls. The
 * message, of `messageLength` bytes, is copied. Returns 0, or -1 if there is no memory; then nothing was
 * posted. What has not been delivered when the simulator lets go of the program is dropped.
 */
extern int modMessagePostToMachine(
    xsMachine *the, uint8_t *message, uint16_t messageLength, modMessageDeliver callback, void *refcon);

#endif
