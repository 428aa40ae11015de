#include "machine.h"
#include "code.h"
#include "heap-limits.h"
#include "loop.h"
#include "messages.h"
#include "natives.h"
#include "report.h"
#include "timers.h"
#include "trace.h"

#include <pthread.h>

extern void mcInitializeIdentifiers(txMachine *the);

void fxCreateMachinePlatform(txMachine *the) {
	(void)the;
}

void fxDeleteMachinePlatform(txMachine *the) {
	(void)the;
}

/* Calls the module's default export, if that is a function, as the SDK does with the main module. */
static void callDefault(txMachine *the) {
	mxPushUndefined();
	mxPushSlot(mxArgv(0));
	fxGetID(the, mxID(_default));
	if (the->stack->kind == XS_REFERENCE_KIND && mxIsFunction(the->stack->value.reference)) {
		mxCall();
		mxRunCount(0);
		mxPop();
	}
}

static void doNothing(txMachine *the) {
	(void)the;
}

static void rethrow(txMachine *the) {
	mxException.kind = mxArgv(0)->kind;
	mxException.value = mxArgv(0)->value;
	fxAbort(the, XS_UNHANDLED_EXCEPTION_EXIT);
}

static void import(txMachine *the, const char *specifier, txCallback then) {
	txSlot *realm = mxModuleInstanceInternal(mxProgram.value.reference)->value.module.realm;
	fxBeginHost(the);
	mxPushStringC((txString)specifier);
	fxRunImport(the, realm, XS_NO_ID);
	mxDub();
	fxGetID(the, mxID(_then));
	mxCall();
	fxNewHostFunction(the, then, 1, XS_NO_ID, XS_NO_ID);
	fxNewHostFunction(the, rethrow, 1, XS_NO_ID, XS_NO_ID);
	mxRunCount(2);
	mxPop();
	fxEndHost(the);
	simLoopRunJobs(the);
}

static void preload(txMachine *the, const SimImage *image) {
	fxCollectGarbage(the);
	simLimitsSuspend(the);
	for (size_t i = 0; i < image->preloadCount; i++)
		import(the, image->preloads[i], doNothing);
	simLimitsResume(the, true);
}

txMachine *simMachineCreate(SimImage *image) {
	txCreation creation;
	simLimitsBegin(&image->creation, &creation);
	txMachine *the = fxCreateMachine(&creation, image->name, image, XS_NO_ID);
	if (!the)
		return NULL;
	simMessagesOpen(the);
	volatile bool failed = true;
	mxTry(the) {
		simNativesDefine(the);
		simTraceDefine(the);
		mcInitializeIdentifiers(the);
		simStatisticsBegin(the);
		simLimitsEnforce(the);
		preload(the, image);
		failed = false;
	}
	mxCatch(the) {
		if (!the->abortStatus)
			simReportException(the, "belltower: uncaught exception", &mxException);
	}
	if (!failed)
		return the;
	simMachineDelete(the);
	return NULL;
}

int simMachineRun(txMachine *the) {
	volatile int status = 1;
	const SimImage *image = the->context;
	mxTry(the) {
		import(the, image->main, callDefault);
		status = simLoopRun(the);
	}
	mxCatch(the) {
		if (!the->abortStatus)
			simReportException(the, "belltower: uncaught exception", &mxException);
	}
	return status;
}

void simMachineDelete(txMachine *the) {
	simMessagesClose();
	fxDeleteMachine(the);
	simLoopClose();
	simTimersFree();
	simNativesFree();
	simCodeFree();
}
