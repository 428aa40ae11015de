#include "io-options.h"
#include "mc.xs.h"
#include "pins.h"
#include "xsHost.h"

/* The numbers of ECMA-419's modes and edges, as the SDK has them. */
enum { INPUT, INPUT_PULL_UP, INPUT_PULL_DOWN, INPUT_PULL_UP_DOWN, OUTPUT = 8, OUTPUT_OPEN_DRAIN };
enum { RISING = 1, FALLING = 2 };

typedef struct {
	xsMachine *the;
	xsSlot object;
	xsSlot *onReadable;
	SimPin *pin;
	int edge;
	bool isInput;
} Digital;

void xs_digital_destructor(void *data);

static void markDigital(xsMachine *the, void *data, xsMarkRoot markRoot) {
	Digital *digital = data;
	if (digital->onReadable)
		(*markRoot)(the, digital->onReadable);
}

static const xsHostHooks digitalHooks = {xs_digital_destructor, markDigital, NULL};

void xs_digital_destructor(void *data) {
	Digital *digital = data;
	if (!digital)
		return;
	simPinClose(digital->pin);
	free(digital);
}

static Digital *toDigital(xsMachine *the, xsSlot *slot) {
	return xsmcGetHostDataValidate(*slot, (void *)&digitalHooks);
}

static void changed(void *machine, void *refcon, bool level) {
	Digital *digital = refcon;
	(void)machine;
	if (!digital->onReadable || !(digital->edge & (level ? RISING : FALLING)))
		return;
	xsBeginHost(digital->the);
	xsCallFunction0(xsReference(digital->onReadable), xsAccess(digital->object));
	xsEndHost(digital->the);
}

static int getInteger(xsMachine *the, xsIdentifier name, int fallback) {
	xsSlot value;
	if (!xsmcHas(xsArg(0), name))
		return fallback;
	xsmcGet(value, xsArg(0), name);
	return xsmcToInteger(value);
}

static int getMode(xsMachine *the) {
	int mode = getInteger(the, xsID_mode, -1);
	if ((mode < INPUT || mode > INPUT_PULL_UP_DOWN) && mode != OUTPUT && mode != OUTPUT_OPEN_DRAIN)
		xsRangeError("mode %d is none of Digital's", mode);
	return mode;
}

void xs_digital_constructor(xsMachine *the) {
	int number = getInteger(the, xsID_pin, -1);
	int mode = getMode(the);
	int edge = getInteger(the, xsID_edge, 0);
	bool isInput = mode <= INPUT_PULL_UP_DOWN;
	bool level = isInput ? mode == INPUT_PULL_UP : getInteger(the, xsID_initialValue, 0) != 0;
	xsSlot *onReadable = isInput ? ioGetCallback(the, xsID_onReadable) : NULL;
	if (onReadable && !(edge & (RISING | FALLING)))
		xsRangeError("onReadable needs an edge: Digital.Rising, Digital.Falling or both");
	ioInitializeTarget(the);
	Digital *digital = calloc(1, sizeof(Digital));
	if (!digital)
		xsUnknownError("there is no memory for a pin");
	*digital = (Digital){.the = the, .onReadable = onReadable, .edge = edge, .isInput = isInput};
	digital->pin = simPinOpen(number, isInput ? SIM_PIN_INPUT : SIM_PIN_OUTPUT, level, changed, digital);
	if (!digital->pin) {
		int error = errno;
		free(digital);
		if (error == EBUSY)
			xsUnknownError("pin %d is in use", number);
		xsRangeError("there is no pin %d", number);
	}
	digital->object = xsThis;
	xsmcSetHostData(xsThis, digital);
	xsSetHostHooks(xsThis, &digitalHooks);
	xsRemember(digital->object);
}

void xs_digital_close(xsMachine *the) {
	if (!xsmcGetHostData(xsThis))
		return;
	Digital *digital = toDigital(the, &xsThis);
	xsForget(digital->object);
	xsmcSetHostData(xsThis, NULL);
	xsmcSetHostDestructor(xsThis, NULL);
	xs_digital_destructor(digital);
}

void xs_digital_read(xsMachine *the) {
	const Digital *digital = toDigital(the, &xsThis);
	if (!digital->isInput)
		xsUnknownError("can't read output");
	xsmcSetInteger(xsResult, simPinRead(digital->pin));
}

void xs_digital_write(xsMachine *the) {
	const Digital *digital = toDigital(the, &xsThis);
	if (digital->isInput)
		xsUnknownError("can't write input");
	simPinWrite(digital->pin, xsmcTest(xsArg(0)));
}
