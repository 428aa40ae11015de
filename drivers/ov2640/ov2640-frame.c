#include <stdatomic.h>

#include "driver-error.h"
#include "mc.xs.h"
#include "ov2640-record.h"
#include "xsHost.h"

#define PART OV2640_PART " frame"

/** Whose frame is open. There is one at most: while it is, no other instance can open the sensor. */
static _Atomic(ov2640_t *) lender;

static ov2640_t *lender_of(const void *data) {
	ov2640_t *record = atomic_load(&lender);
	return record != NULL && data != NULL && record->frame.buffer->buf == data ? record : NULL;
}

void ov2640_frame_forget(ov2640_t *record) {
	if (record->frameObject == NULL)
		return;
	record->frameObject = NULL;
	atomic_store(&lender, NULL);
	ov2640_core_return(record->core);
}

void ov2640_frame_detach(xsMachine *the, ov2640_t *record) {
	if (record->frameObject == NULL)
		return;
	xsSlot frame = xsReference(record->frameObject);
	xsmcSetHostBuffer(frame, NULL, 0);
	ov2640_frame_forget(record);
}

void xs_ov2640_frame_destructor(void *data) {
	ov2640_t *record = lender_of(data);
	if (record != NULL)
		ov2640_frame_forget(record);
}

/** An open frame keeps its camera, whose memory it shows. */
static void mark(xsMachine *the, void *data, xsMarkRoot markRoot) {
	ov2640_t *record = lender_of(data);
	if (record != NULL)
		(*markRoot)(the, record->self);
}

static const xsHostHooks frameHooks = {xs_ov2640_frame_destructor, mark, NULL};

void xs_ov2640_frame_constructor(xsMachine *the) {
	ov2640_t *record = ov2640_record_of(the, &xsArg(0));
	xsSetHostHooks(xsThis, &frameHooks);
	/* The first call allocates. From the second on a garbage collection finds the frame with its memory. */
	xsmcSetHostBuffer(xsThis, NULL, 0);
	if (record->frameObject != NULL || !ov2640_core_lend(record->core, &record->frame))
		driver_error_throw(the, DRIVER_ERROR, "no-frame", PART ": there is none to be read");
	record->frameObject = fxToReference(the, &xsThis);
	atomic_store(&lender, record);
	xsmcSetHostBuffer(xsThis, record->frame.buffer->buf, (xsIntegerValue)record->frame.length);
}

static ov2640_t *this_frame(xsMachine *the) {
	return lender_of(driver_error_unless_open(the, &xsThis, &frameHooks, PART));
}

void xs_ov2640_frame_get_byteLength(xsMachine *the) {
	xsmcSetInteger(xsResult, (xsIntegerValue)this_frame(the)->frame.length);
}

void xs_ov2640_frame_get_captureTime(xsMachine *the) {
	xsmcSetNumber(xsResult, (double)this_frame(the)->frame.captureTime);
}

void xs_ov2640_frame_get_sequence(xsMachine *the) {
	xsmcSetNumber(xsResult, this_frame(the)->frame.sequence);
}

void xs_ov2640_frame_close(xsMachine *the) {
	ov2640_t *record = lender_of(xsmcGetHostDataValidate(xsThis, (void *)&frameHooks));
	if (record != NULL)
		ov2640_frame_detach(the, record);
}
