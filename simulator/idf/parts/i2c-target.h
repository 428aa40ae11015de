/** A part on the I2C bus, as the bus sees it. The simulated board has each of its parts on every bus. */
#pragma once

#include <stddef.h>
#include <stdint.h>

typedef struct {
	/** 7 bits. */
	uint16_t address;
	/** Takes what the master has written; the first byte selects a register. */
	void (*write)(const uint8_t *data, size_t size);
	/** Gives what the master reads, from the selected register on. */
	void (*read)(uint8_t *data, size_t size);
} i2c_target_t;

/** The part at `address`, NULL when there is none. */
const i2c_target_t *board_i2c_target(uint16_t address);
