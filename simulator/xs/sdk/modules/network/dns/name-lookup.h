/** Looks names up on a thread of its own, as the computer's resolver blocks. */
#ifndef BELLTOWER_SDK_NAME_LOOKUP_H
#define BELLTOWER_SDK_NAME_LOOKUP_H

#include <stdbool.h>
#include <stdint.h>

#define NAME_LOOKUP_HOST_SIZE 256
#define NAME_LOOKUP_ADDRESS_SIZE 16

/** What a lookup found; `address` is "" when there is none. */
typedef struct {
	int32_t id;
	char address[NAME_LOOKUP_ADDRESS_SIZE];
} NameLookupResult;

/**
 * Starts a lookup of the host's IPv4 address. The result comes as a message to the machine, with `callback`'s
 * refcon NULL. Returns 0, or an errno.
 */
int nameLookupStart(void *the, int32_t id, const char *host,
    void (*callback)(void *the, void *refcon, uint8_t *message, uint16_t messageLength));

#endif
