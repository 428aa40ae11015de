#ifndef DRIVER_PART_H
#define DRIVER_PART_H

#include <stdatomic.h>
#include <stdbool.h>

/**
 * A part of the hardware that one instance can use at a time. It is reserved by JavaScript, which is told at
 * once when another instance has started; and it is held by the task that has it open, which may still be
 * closing it when the next instance starts. Zero means free.
 */
typedef struct {
	_Atomic(const void *) reservedBy;
	_Atomic(const void *) heldBy;
} driver_part_t;

/** Reserves the part; returns false when another owner has. */
bool driver_part_reserve(driver_part_t *part, const void *owner);

/** Ends the owner's reservation, if it has it. */
void driver_part_unreserve(driver_part_t *part, const void *owner);

/** In the task: takes hold; returns false when another owner still holds it. */
bool driver_part_hold(driver_part_t *part, const void *owner);

/** In the task: lets go, if the owner holds it. */
void driver_part_release(driver_part_t *part, const void *owner);

#endif
