/** The module loader: the engine's fxFindModule and fxLoadModule over the image. */
#include "code.h"
#include "heap-limits.h"
#include "machine.h"
#include "report.h"

/* Source text may hold string literals of up to this size. */
#define PARSER_BUFFER_BYTES (1024 * 1024)
#define PARSER_TABLE 1993

/* Resolves `./` and `../` of `specifier` against `base`, which is itself a specifier. Returns false if it
 * leads out. */
static bool resolve(char *result, size_t size, const char *base, const char *specifier) {
	const char *slash = strrchr(base, '/');
	size_t length = slash ? (size_t)(slash - base) : 0;
	if (length >= size)
		return false;
	memcpy(result, base, length);
	while (*specifier == '.') {
		if (!strncmp(specifier, "./", 2))
			specifier += 2;
		else if (!strncmp(specifier, "../", 3)) {
			specifier += 3;
			if (!length)
				return false;
			while (length && result[--length] != '/')
				;
		} else
			break;
	}
	return (size_t)snprintf(result + length, size - length, "%s%s", length ? "/" : "", specifier) <
	       size - length;
}

static void dropSuffix(char *specifier) {
	char *dot = strrchr(specifier, '.');
	if (dot && (!strcmp(dot, ".js") || !strcmp(dot, ".ts") || !strcmp(dot, ".mjs")))
		*dot = 0;
}

txID fxFindModule(txMachine *the, txSlot *realm, txID moduleID, txSlot *slot) {
	char specifier[C_PATH_MAX];
	char resolved[C_PATH_MAX];
	const SimImage *image = the->context;
	const char *importer = moduleID == XS_NO_ID ? NULL : fxGetKeyName(the, moduleID);
	bool isRelative;
	(void)realm;
	fxToStringBuffer(the, slot, specifier, sizeof(specifier));
	isRelative = specifier[0] == '.' && importer;
	if (!isRelative)
		strcpy(resolved, specifier);
	else if (!resolve(resolved, sizeof(resolved), importer, specifier))
		return XS_NO_ID;
	if (!simImageFind(image, resolved))
		dropSuffix(resolved);
	if (simImageFind(image, resolved))
		return fxNewNameC(the, resolved);
	if (importer)
		mxReferenceError("no manifest has module \"%s\", which \"%s\" imports", specifier, importer);
	return XS_NO_ID;
}

static void reportParserError(
    void *console, txString path, txInteger line, txString format, c_va_list arguments) {
	(void)console;
	fflush(stdout);
	fprintf(stderr, "belltower: %s:%d: ", path ? simReportPath(path) : "?", (int)line);
	vfprintf(stderr, format, arguments);
	fputc('\n', stderr);
}

static FILE *openFile(txParser *parser, const char *path) {
	FILE *file = fopen(path, "r");
	if (!file)
		fxReportParserError(parser, 0, "%s", strerror(errno));
	return file;
}

/* Reads the source map `name` beside `path`, and makes the TypeScript file the script's path. */
static FILE *readSourceMap(txParser *parser, const char *path, const char *name) {
	char map[C_PATH_MAX], source[C_PATH_MAX], real[C_PATH_MAX];
	txString sourceName = NULL;
	resolve(map, sizeof(map), path, name);
	parser->path = fxNewParserSymbol(parser, map);
	FILE *file = openFile(parser, map);
	fxParserSourceMap(parser, file, (txGetter)fgetc, mxDebugFlag, &sourceName);
	if (sourceName[0] == '/')
		snprintf(source, sizeof(source), "%s", sourceName);
	else
		snprintf(source, sizeof(source), "%.*s%s", (int)(strrchr(map, '/') + 1 - map), map, sourceName);
	parser->path = fxNewParserSymbol(parser, realpath(source, real) ? real : source);
	return file;
}

static txScript *parse(txMachine *the, const char *path) {
	txParser parser;
	txParserJump jump;
	FILE *volatile file = NULL;
	FILE *volatile mapFile = NULL;
	txScript *volatile script = NULL;
	fxInitializeParser(&parser, the, PARSER_BUFFER_BYTES, PARSER_TABLE);
	parser.reportError = reportParserError;
	parser.firstJump = &jump;
	if (c_setjmp(jump.jmp_buf) == 0) {
		txString mapName = NULL;
		parser.path = fxNewParserSymbol(&parser, (txString)path);
		file = openFile(&parser, path);
		fxParserTree(&parser, file, (txGetter)fgetc, mxDebugFlag, &mapName);
		if (mapName)
			mapFile = readSourceMap(&parser, path, mapName);
		fxParserHoist(&parser);
		fxParserBind(&parser);
	}
	if (file)
		fclose(file);
	if (mapFile)
		fclose(mapFile);
	script = fxParserCode(&parser);
	fxTerminateParser(&parser);
	return script;
}

void fxLoadModule(txMachine *the, txSlot *module, txID moduleID) {
	const SimModule *entry = simImageFind(the->context, fxGetKeyName(the, moduleID));
	if (!entry)
		return;
	txScript *script = parse(the, entry->path);
	if (!script)
		simReportFatal(the, "%s could not be compiled", entry->path);
	simLimitsSuspend(the);
	simCodeKeep(the, script);
	simLimitsResume(the, false);
	fxResolveModule(the, module, moduleID, script, C_NULL, C_NULL);
}
