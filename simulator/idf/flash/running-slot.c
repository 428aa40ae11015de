#include "running-slot.h"

#include <stdlib.h>

static uint32_t chosen;

uint32_t running_slot(void) {
	const char *text = getenv("BELLTOWER_SLOT");
	return chosen ? chosen : text ? (uint32_t)strtoul(text, NULL, 16) : 0;
}

void running_slot_set(uint32_t address) {
	chosen = address;
}
