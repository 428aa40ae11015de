#include "driver-part.h"

#include <stddef.h>

static bool take(_Atomic(const void *) *place, const void *owner) {
	const void *found = NULL;
	return atomic_compare_exchange_strong(place, &found, owner) || found == owner;
}

static void leave(_Atomic(const void *) *place, const void *owner) {
	const void *found = owner;
	atomic_compare_exchange_strong(place, &found, NULL);
}

bool driver_part_reserve(driver_part_t *part, const void *owner) {
	return take(&part->reservedBy, owner);
}

void driver_part_unreserve(driver_part_t *part, const void *owner) {
	leave(&part->reservedBy, owner);
}

bool driver_part_hold(driver_part_t *part, const void *owner) {
	return take(&part->heldBy, owner);
}

void driver_part_release(driver_part_t *part, const void *owner) {
	leave(&part->heldBy, owner);
}
