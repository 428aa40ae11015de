/**
 * The part of the SDK's xsHost.h for the ESP32 that drivers use, by the SDK's names.
 */
#ifndef BELLTOWER_XS_HOST_H
#define BELLTOWER_XS_HOST_H

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "xs.h"

/** Called on the machine's thread, with a copy of the message. */
typedef void (*modMessageDeliver)(void *the, void *refcon, uint8_t *message, uint16_t messageLength);

/**
 * Has `callback` called on the machine's thread. From any thread. Returns 0, or -1 when the queue (of 10
 * messages, as on the chip) stays full for 20 ms, when memory is short, or when the machine is gone. On the
 * machine's own thread it never waits.
 */
int modMessagePostToMachine(
    xsMachine *the, uint8_t *message, uint16_t messageLength, modMessageDeliver callback, void *refcon);

/** Milliseconds since some moment, modulo 2^32. Does not jump. */
uint32_t simMilliseconds(void);
/** Microseconds since some moment, modulo 2^32. Does not jump. */
uint32_t simMicroseconds(void);

#define modMilliseconds() simMilliseconds()
#define modMicroseconds() simMicroseconds()

void simDelayMicroseconds(uint64_t microseconds);
#define modDelayMilliseconds(milliseconds) simDelayMicroseconds((uint64_t)(milliseconds)*1000)
#define modDelayMicroseconds(microseconds) simDelayMicroseconds(microseconds)

#undef modLog
#define modLog(message) ((void)printf("%s\n", message))
#define modLogVar(message) ((void)printf("%s\n", message))
#define modLogInt(number) ((void)printf("%d\n", (int)(number)))

#endif
