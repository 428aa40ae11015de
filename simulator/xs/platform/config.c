#include "config.h"
#include "image.h"
#include "xsmc.h"
#include "xsHost.h"

#include <stdio.h>

static struct {
	const char **texts;
	size_t count;
} overrides;

bool simConfigOverride(const char *text) {
	const char *equals = strchr(text, '=');
	if (!equals || equals == text)
		return false;
	overrides.texts = realloc(overrides.texts, (overrides.count + 1) * sizeof(char *));
	overrides.texts[overrides.count++] = text;
	return true;
}

static char *readFile(const char *path) {
	FILE *file = fopen(path, "r");
	char *text = NULL;
	size_t size = 0;
	if (!file)
		return NULL;
	if (getdelim(&text, &size, 0, file) < 0) {
		free(text);
		text = NULL;
	}
	fclose(file);
	return text;
}

/** The manifest's `config` as JSON. */
void xs_config_text(xsMachine *the) {
	const SimImage *image = xsGetContext(the);
	char *text = image->configPath ? readFile(image->configPath) : strdup("{}");
	if (!text)
		xsUnknownError("%s cannot be read", image->configPath);
	xsmcSetString(xsResult, text);
	free(text);
}

/** The overrides, an array of `name=value`. */
void xs_config_overrides(xsMachine *the) {
	xsmcVars(1);
	xsmcSetNewArray(xsResult, 0);
	for (size_t i = 0; i < overrides.count; i++) {
		xsmcSetString(xsVar(0), (char *)overrides.texts[i]);
		xsmcSetIndex(xsResult, (xsIndex)i, xsVar(0));
	}
}
