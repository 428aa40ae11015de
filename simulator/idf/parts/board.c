#include "es8311-part.h"
#include "i2c-target.h"
#include "ov2640-part.h"

static const i2c_target_t *const targets[] = {&es8311_i2c_target, &ov2640_i2c_target};

const i2c_target_t *board_i2c_target(uint16_t address) {
	for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++)
		if (targets[i]->address == address)
			return targets[i];
	return NULL;
}
