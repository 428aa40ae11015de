/**
 * Faults on demand. A test sets them with these functions; from outside, the environment variable
 * BELLTOWER_FAULTS does: a list, separated by commas, of
 *
 *     NAME[:ARGUMENT][@START[+DURATION]]   from START on (for DURATION), for example `camera-silent@10s+5s`
 *     NAME[:ARGUMENT]#NUMBER               the NUMBERth time, counted from 1, for example `allocation#3`
 *
 * with times in `s` or `ms` since the program started. A list that can't be understood is reported and
 * ignored from there on.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

typedef enum {
	/** `i2c-nack`: no part acknowledges; with an argument, the part at that 7-bit address, in hexadecimal. */
	FAULT_I2C_NOT_ACKNOWLEDGED,
	/** `i2c-timeout`: the bus is held low. */
	FAULT_I2C_TIMEOUT,
	/** `i2s-stall`: the I2S clock stands still. */
	FAULT_I2S_STALL,
	/** `camera-silent`: the sensor delivers no frames. */
	FAULT_CAMERA_SILENT,
	/** `camera-no-start`: a frame's SOI marker is overwritten. */
	FAULT_CAMERA_NO_START,
	/** `camera-truncated`: a frame ends in the middle, without EOI. */
	FAULT_CAMERA_TRUNCATED,
	/** `camera-padded`: a frame has zeros after EOI, as the DMA leaves them. */
	FAULT_CAMERA_PADDED,
	/** `camera-unchecked`: the camera driver hands a frame out without looking for its end, as older ones do.
	 */
	FAULT_CAMERA_UNCHECKED,
	/** `camera-corrupt`: bits of a frame's entropy-coded data are flipped. */
	FAULT_CAMERA_CORRUPT,
	/** `allocation`: heap_caps_malloc and its kin return NULL. */
	FAULT_ALLOCATION,
	/** `task`: xTaskCreate and its kin fail. */
	FAULT_TASK,
	/** `light`: led_strip_refresh fails. */
	FAULT_LIGHT,
	FAULT_COUNT,
} fault_t;

/** For `fault_set`: until it is cleared. */
#define FAULT_ALWAYS UINT32_MAX

/** Makes the fault happen `count` times, after it could have happened `skip` times. Replaces what was set. */
void fault_set(fault_t fault, uint32_t skip, uint32_t count);

/** As `fault_set`, for the part or place that `argument` names only. */
void fault_set_for(fault_t fault, uint32_t argument, uint32_t skip, uint32_t count);

/** Clears the fault. */
void fault_clear(fault_t fault);

/** Clears all faults, those from the environment too. */
void fault_clear_all(void);

/** Asked by the simulated part where the fault could happen: does it? Counts the occasion. */
bool fault_happens(fault_t fault, uint32_t argument);

/** How often the fault has happened. */
uint32_t fault_count(fault_t fault);

/** Reads a list as in BELLTOWER_FAULTS. Returns false when it is not understood, with a sentence in the log.
 */
bool fault_read(const char *list);
