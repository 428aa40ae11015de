#include "nvs-area.h"
#include "nvs_flash.h"
#include "xsmc.h"

#include <stdlib.h>

void xs_nvs_changed(xsMachine *the) {
	xsmcSetNumber(xsResult, (double)nvs_area_changed());
}

void xs_nvs_cut(xsMachine *the) {
	nvs_area_cut_after((int64_t)xsmcToNumber(xsArg(0)));
}

void xs_nvs_restart(xsMachine *the) {
	(void)the;
	nvs_flash_deinit();
	nvs_area_cut_after(-1);
}

void xs_nvs_wipe(xsMachine *the) {
	(void)the;
	nvs_flash_deinit();
	nvs_area_cut_after(-1);
	nvs_area_wipe();
}

static uint8_t *saved;

void xs_nvs_save(xsMachine *the) {
	if (!saved)
		saved = malloc(nvs_area_size());
	if (!saved)
		xsUnknownError("no memory");
	nvs_area_read(0, saved, nvs_area_size());
}

void xs_nvs_restore(xsMachine *the) {
	xs_nvs_wipe(the);
	nvs_area_write(0, saved, nvs_area_size());
}
