/** A file of ESP-IDF's C library. */
#pragma once
