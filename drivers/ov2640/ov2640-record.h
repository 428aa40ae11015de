#ifndef OV2640_RECORD_H
#define OV2640_RECORD_H

#include "driver-instance.h"
#include "ov2640-core.h"
#include "xsmc.h"

#define OV2640_PART "OV2640"

/** The JavaScript side of an OV2640 and of the frame it has lent. */
typedef struct {
	driver_instance_t instance;
	ov2640_core_t *core;
	xsSlot *self;
	/** The object of the frame that is open, not marked; what it shows; NULL when there is none. */
	xsSlot *frameObject;
	ov2640_frame_t frame;
} ov2640_t;

/** The record of an OV2640 that is open; else throws. */
ov2640_t *ov2640_record_of(xsMachine *the, xsSlot *slot);

/** Detaches the open frame's object from its memory and returns that. Not for destructors. */
void ov2640_frame_detach(xsMachine *the, ov2640_t *record);

/** For destructors: the frame's object, if there is one, is collected too. */
void ov2640_frame_forget(ov2640_t *record);

#endif
