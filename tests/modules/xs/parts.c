#include "faults.h"
#include "xsmc.h"

void xs_parts_collect(xsMachine *the) {
	xsCollectGarbage();
}

void xs_parts_fail(xsMachine *the) {
	fault_clear_all();
	if (!fault_read(xsmcToString(xsArg(0))))
		xsUnknownError("faults not understood");
}
