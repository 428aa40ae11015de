/** The pictures that BELLTOWER_CAMERA names: a JPEG file, a file of JPEGs one after the other, or a folder of
 * both. */
#pragma once

#include <stdbool.h>
#include "jpeg-picture.h"

/** True when BELLTOWER_CAMERA names something with a picture in it. What has none is reported, once. */
bool picture_files_are_shown(void);

/** The next picture; after the last comes the first again. Valid until the next call. */
void picture_files_next(jpeg_picture_t *picture);
