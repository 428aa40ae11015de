/* What is on the air: the text of the file that BELLTOWER_WIFI names, as it is now. */
#include "xsHost.h"
#include "xsmc.h"

#include <stdio.h>
#include <stdlib.h>

#define LONGEST 16384

void xs_wifi_air(xsMachine *the) {
	const char *path = getenv("BELLTOWER_WIFI");
	if (!path)
		return;
	FILE *file = fopen(path, "r");
	if (!file)
		xsUnknownError("BELLTOWER_WIFI: %s cannot be read", path);
	char *text = malloc(LONGEST);
	size_t length = text ? fread(text, 1, LONGEST - 1, file) : 0;
	fclose(file);
	if (!text)
		xsUnknownError("no memory");
	text[length] = 0;
	xsmcSetString(xsResult, text);
	free(text);
}
