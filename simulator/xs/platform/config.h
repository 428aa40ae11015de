/** The values of `--config name=value`, for the module `mc/config`. */
#ifndef BELLTOWER_XS_CONFIG_H
#define BELLTOWER_XS_CONFIG_H

#include <stdbool.h>

/** Notes an override. False if it is not of the form name=value. The text must stay. */
bool simConfigOverride(const char *text);

#endif
