#include "esp_timer.h"
#include "mc.xs.h"
#include "xsmc.h"

void xs_clock_now(xsMachine *the) {
	xsmcSetNumber(xsResult, (double)esp_timer_get_time());
}
