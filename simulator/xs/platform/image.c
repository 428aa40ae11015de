#include "image.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAXIMUM_FIELDS 3

static const SimCreation defaults = {
    .chunkInitial = 32768,
    .chunkIncremental = 1024,
    .heapInitial = 2048,
    .heapIncremental = 64,
    .stack = 384,
    .keysInitial = 256,
    .keysName = 127,
    .keysSymbol = 127,
    .parserBuffer = 32768,
    .parserTable = 1993,
};

static int32_t *findCreationValue(SimCreation *creation, const char *name) {
	struct {
		const char *name;
		int32_t *value;
	} const values[] = {
	    {"static", &creation->staticBytes},
	    {"chunk.initial", &creation->chunkInitial},
	    {"chunk.incremental", &creation->chunkIncremental},
	    {"heap.initial", &creation->heapInitial},
	    {"heap.incremental", &creation->heapIncremental},
	    {"stack", &creation->stack},
	    {"keys.initial", &creation->keysInitial},
	    {"keys.incremental", &creation->keysIncremental},
	    {"keys.name", &creation->keysName},
	    {"keys.symbol", &creation->keysSymbol},
	    {"parser.buffer", &creation->parserBuffer},
	    {"parser.table", &creation->parserTable},
	    {"nativeStack", &creation->nativeStack},
	};
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		if (!strcmp(values[i].name, name))
			return values[i].value;
	return NULL;
}

static char *joinPath(const char *folder, const char *path) {
	char *joined = NULL;
	if (path[0] == '/')
		return strdup(path);
	return asprintf(&joined, "%s/%s", folder, path) < 0 ? NULL : joined;
}

static void *append(void *items, size_t count, size_t size) {
	if (count & (count - 1))
		return items;
	return realloc(items, (count ? count * 2 : 1) * size);
}

/* Returns what is wrong with the entry, or NULL. */
static const char *readEntry(SimImage *image, const char *folder, char **fields, int count) {
	const char *keyword = fields[0];
	if (!strcmp(keyword, "creation") && count == 3) {
		int32_t *value = findCreationValue(&image->creation, fields[1]);
		char *end;
		long number = strtol(fields[2], &end, 10);
		if (!value)
			return "names a creation value that there is not";
		if (*end || end == fields[2] || number < 0 || number > INT32_MAX)
			return "must have a whole number from 0 to 2147483647";
		*value = (int32_t)number;
		return NULL;
	}
	if (!strcmp(keyword, "module") && count == 3) {
		image->modules = append(image->modules, image->moduleCount, sizeof(SimModule));
		image->modules[image->moduleCount].specifier = strdup(fields[1]);
		image->modules[image->moduleCount].path = joinPath(folder, fields[2]);
		image->moduleCount++;
		return NULL;
	}
	if (!strcmp(keyword, "preload") && count == 2) {
		image->preloads = append(image->preloads, image->preloadCount, sizeof(char *));
		image->preloads[image->preloadCount++] = strdup(fields[1]);
		return NULL;
	}
	char **text = NULL;
	if (!strcmp(keyword, "name"))
		text = &image->name;
	else if (!strcmp(keyword, "main"))
		text = &image->main;
	else if (!strcmp(keyword, "config"))
		text = &image->configPath;
	if (!text)
		return "starts with a word that is not known";
	if (count != 2)
		return "must have one field after the first";
	free(*text);
	*text = text == &image->configPath ? joinPath(folder, fields[1]) : strdup(fields[1]);
	return NULL;
}

static int splitFields(char *line, char **fields) {
	int count = 0;
	line[strcspn(line, "\r\n")] = 0;
	for (char *rest = line, *field; (field = strsep(&rest, "\t"));) {
		if (count == MAXIMUM_FIELDS)
			return MAXIMUM_FIELDS + 1;
		fields[count++] = field;
	}
	return count;
}

SimImage *simImageRead(const char *folder, char *error, size_t errorSize) {
	char *path = joinPath(folder, "image");
	FILE *file = fopen(path, "r");
	char *line = NULL;
	size_t size = 0;
	const char *wrong = NULL;
	int number = 0;
	if (!file) {
		snprintf(error, errorSize, "there is no firmware image at %s: %s", path, strerror(errno));
		free(path);
		return NULL;
	}
	SimImage *image = calloc(1, sizeof(SimImage));
	image->creation = defaults;
	image->name = strdup("belltower");
	image->main = strdup("main");
	while (!wrong && getline(&line, &size, file) >= 0) {
		char *fields[MAXIMUM_FIELDS + 1];
		int count = splitFields(line, fields);
		number++;
		if (number == 1) {
			if (count != 2 || strcmp(fields[0], "belltower-image") || strcmp(fields[1], "1"))
				wrong = "must be \"belltower-image\" and 1";
		} else if (count > 1 || fields[0][0])
			wrong = readEntry(image, folder, fields, count);
	}
	if (number == 0)
		wrong = "is missing";
	if (wrong)
		snprintf(error, errorSize, "%s: line %d %s", path, number ? number : 1, wrong);
	free(line);
	fclose(file);
	free(path);
	if (wrong) {
		simImageFree(image);
		return NULL;
	}
	return image;
}

const SimModule *simImageFind(const SimImage *image, const char *specifier) {
	for (size_t i = 0; i < image->moduleCount; i++)
		if (!strcmp(image->modules[i].specifier, specifier))
			return &image->modules[i];
	return NULL;
}

void simImageFree(SimImage *image) {
	for (size_t i = 0; i < image->moduleCount; i++) {
		free(image->modules[i].specifier);
		free(image->modules[i].path);
	}
	for (size_t i = 0; i < image->preloadCount; i++)
		free(image->preloads[i]);
	free(image->modules);
	free(image->preloads);
	free(image->name);
	free(image->main);
	free(image->configPath);
	free(image);
}
