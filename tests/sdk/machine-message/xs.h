/* As much of the SDK's xs.h as simulator/moddable needs. */
#pragma once

typedef struct Machine xsMachine;
