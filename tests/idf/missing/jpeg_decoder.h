/** A file of the component esp_jpeg. */
#pragma once

typedef int esp_jpeg_image_scale_t;
