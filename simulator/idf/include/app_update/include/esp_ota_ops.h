/** The SDK's makefile has ESP-IDF's `components` on the include path, and not this header's folder. */
#pragma once

#include "../../esp_ota_ops.h"
