#pragma once

#include <stdbool.h>
#include "esp_image_format.h"

/**
 * Unpacks the files of an image, which are its program, into the folder `into`, unless they are there.
 * Returns false, with a sentence in `error`, if that can't be.
 */
bool image_unpack(const esp_image_metadata_t *image, const char *into, char *error, size_t size);
