#include "trace.h"
#include "natives.h"

static void toXsbug(txMachine *the, const char *format, ...) {
	va_list arguments;
	va_start(arguments, format);
	fxVReport(the, (txString)format, arguments);
	va_end(arguments);
}

static void trace(txMachine *the) {
	for (txInteger i = 0; i < mxArgc; i++) {
		const char *text = fxToString(the, mxArgv(i));
		fputs(text, stdout);
		toXsbug(the, "%s", text);
	}
}

void simTraceDefine(txMachine *the) {
	simDefineGlobal(the, "trace", trace, 1);
}
