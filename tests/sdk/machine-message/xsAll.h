/* As much of the SDK's xsAll.h as simulator/moddable needs. */
#pragma once

#include <glib.h>

#include "xs.h"

struct Machine {
	GMainContext *workerContext;
};
