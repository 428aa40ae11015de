/** A file of the C library for 32-bit PCs. */
#pragma once
