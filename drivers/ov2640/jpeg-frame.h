#ifndef JPEG_FRAME_H
#define JPEG_FRAME_H

#include <stddef.h>
#include <stdint.h>

/**
 * The length of the JPEG at `bytes`, from SOI to EOI inclusive, without the padding that may follow; 0 when
 * there is none: no SOI, a segment that is cut off or malformed, or no EOI within `length` bytes.
 *
 * The segments are followed one by one (ITU-T T.81, annex B), so that bytes which look like an EOI inside a
 * segment, or an EOI left in the memory by an older frame, are not taken for the end.
 */
size_t jpeg_frame_length(const uint8_t *bytes, size_t length);

#endif
