#include "modTimer.h"
#include "xsmc.h"
#include "xsHost.h"

typedef struct {
	xsMachine *the;
	xsSlot self;
	xsSlot *callback;
} ScriptTimer;

static void markTimer(xsMachine *the, void *data, xsMarkRoot markRoot) {
	ScriptTimer *it = modTimerGetRefcon(data);
	if (it->callback)
		(*markRoot)(the, it->callback);
}

static void deleteTimer(void *data) {
	if (data)
		modTimerRemove(data);
}

static const xsHostHooks timerHooks = {deleteTimer, markTimer, NULL};

static void release(xsMachine *the, ScriptTimer *it) {
	xsForget(it->self);
	it->callback = NULL;
	xsmcSetHostData(it->self, NULL);
	xsmcSetHostDestructor(it->self, NULL);
}

static void fire(modTimer timer, void *refcon, int refconSize) {
	ScriptTimer *it = refcon;
	(void)refconSize;
	xsBeginHost(it->the);
	xsCallFunction1(xsReference(it->callback), xsGlobal, xsAccess(it->self));
	if (it->callback && modTimerGetSecondInterval(timer) == 0)
		release(the, it);
	xsEndHost(it->the);
}

/* An argument that is left out, or undefined, counts as 0. */
static int optionalInterval(xsMachine *the, int index) {
	if (xsmcArgc <= index || xsmcTypeOf(xsArg(index)) == xsUndefinedType)
		return 0;
	return xsmcToInteger(xsArg(index));
}

static void create(xsMachine *the, int interval, int repeat) {
	ScriptTimer it = {.the = the};
	if (xsmcTypeOf(xsArg(0)) != xsReferenceType || !xsmcIsCallable(xsArg(0)))
		xsTypeError("the callback must be a function");
	it.callback = fxToReference(the, &xsArg(0));
	it.self = xsNewHostObject(NULL);
	modTimer timer = modTimerAdd(interval, repeat, fire, &it, sizeof(it));
	if (!timer)
		xsUnknownError("there is no memory for a timer");
	ScriptTimer *kept = modTimerGetRefcon(timer);
	xsRemember(kept->self);
	xsmcSetHostData(kept->self, timer);
	xsSetHostHooks(kept->self, &timerHooks);
	xsResult = xsAccess(kept->self);
}

void xs_timer_set(xsMachine *the) {
	create(the, optionalInterval(the, 1), optionalInterval(the, 2));
}

void xs_timer_repeat(xsMachine *the) {
	int interval = xsmcToInteger(xsArg(1));
	create(the, interval, interval);
}

void xs_timer_schedule(xsMachine *the) {
	modTimer timer = xsmcGetHostDataValidate(xsArg(0), (void *)&timerHooks);
	if (!timer)
		xsSyntaxError("the timer has ended");
	if (xsmcArgc < 2 || xsmcTypeOf(xsArg(1)) == xsUndefinedType)
		modTimerUnschedule(timer);
	else
		modTimerReschedule(timer, xsmcToInteger(xsArg(1)), optionalInterval(the, 2));
}

/* Anything that is not a timer, or not one any more, is let pass, as the SDK does. */
static modTimer toTimer(xsMachine *the) {
	modTimer volatile timer = NULL;
	xsTry {
		timer = xsmcGetHostDataValidate(xsArg(0), (void *)&timerHooks);
	}
	xsCatch {
		xsException = xsUndefined;
	}
	return timer;
}

void xs_timer_clear(xsMachine *the) {
	if (xsmcArgc < 1 || xsmcTypeOf(xsArg(0)) != xsReferenceType)
		return;
	modTimer timer = toTimer(the);
	if (timer) {
		release(the, modTimerGetRefcon(timer));
		modTimerRemove(timer);
	}
}

void xs_timer_delay(xsMachine *the) {
	int milliseconds = xsmcToInteger(xsArg(0));
	if (milliseconds > 0)
		modTimerDelayMS((uint32_t)milliseconds);
}
