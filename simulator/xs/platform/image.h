/** A firmware image: the folder that tools/build makes. README.md has its format. */
#ifndef BELLTOWER_XS_IMAGE_H
#define BELLTOWER_XS_IMAGE_H

#include <stddef.h>
#include <stdint.h>

/** The manifest's `creation`. Bytes for chunks and `staticBytes`, slots for heap and stack; 0 incremental:
 * fixed. */
typedef struct {
	int32_t staticBytes;
	int32_t chunkInitial;
	int32_t chunkIncremental;
	int32_t heapInitial;
	int32_t heapIncremental;
	int32_t stack;
	int32_t keysInitial;
	int32_t keysIncremental;
	int32_t keysName;
	int32_t keysSymbol;
	int32_t parserBuffer;
	int32_t parserTable;
	int32_t nativeStack;
} SimCreation;

/** A module: its specifier and the path of its JavaScript. */
typedef struct {
	char *specifier;
	char *path;
} SimModule;

typedef struct {
	char *name;
	char *main;
	char *configPath;
	SimCreation creation;
	SimModule *modules;
	size_t moduleCount;
	char **preloads;
	size_t preloadCount;
} SimImage;

/**
 * Reads the image in `folder`. Returns NULL, with a sentence in `error`, when there is none or it is damaged.
 * What it returns lives until simImageFree.
 */
SimImage *simImageRead(const char *folder, char *error, size_t errorSize);

/** The module of that specifier, or NULL. */
const SimModule *simImageFind(const SimImage *image, const char *specifier);

void simImageFree(SimImage *image);

#endif
