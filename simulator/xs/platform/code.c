#include "code.h"

struct Kept {
	struct Kept *next;
	txScript *script;
};

static struct Kept *kept = NULL;

extern void fxRemapIDs(txMachine *the, txByte *codeBuffer, txSize codeSize, txID *identifiers);

static void mapNames(txMachine *the, txScript *script) {
	txByte *names = script->symbolsBuffer;
	txID count;
	mxDecodeID(names, count);
	txID *identifiers = c_calloc(count, sizeof(txID));
	identifiers[0] = XS_NO_ID;
	for (txID i = 1; i < count; i++) {
		identifiers[i] = fxNewNameC(the, (txString)names);
		names += mxStringLength((char *)names) + 1;
	}
	fxRemapIDs(the, script->codeBuffer, script->codeSize, identifiers);
	c_free(identifiers);
	c_free(script->symbolsBuffer);
	script->symbolsBuffer = NULL;
}

static txU1 inPlace(txU1 code) {
	switch (code) {
	case XS_CODE_CODE_1:
		return XS_CODE_CODE_ARCHIVE_1;
	case XS_CODE_CODE_2:
		return XS_CODE_CODE_ARCHIVE_2;
	case XS_CODE_CODE_4:
		return XS_CODE_CODE_ARCHIVE_4;
	case XS_CODE_STRING_1:
		return XS_CODE_STRING_ARCHIVE_1;
	case XS_CODE_STRING_2:
		return XS_CODE_STRING_ARCHIVE_2;
	case XS_CODE_STRING_4:
		return XS_CODE_STRING_ARCHIVE_4;
	default:
		return code;
	}
}

/* gxCodeSizes: more than 0, the whole size; 0, an identifier follows; less, that many bytes with a length
 * follow. */
static void useInPlace(txScript *script) {
	txByte *code = script->codeBuffer;
	txByte *end = code + script->codeSize;
	while (code < end) {
		txS1 size = gxCodeSizes[*(txU1 *)code];
		*(txU1 *)code = inPlace(*(txU1 *)code);
		if (size > 0)
			code += size;
		else if (size == 0)
			code += 1 + sizeof(txID);
		else {
			txU4 length = 0;
			c_memcpy(&length, code + 1, (size_t)-size);
			code += 1 - size + (txS4)length;
		}
	}
}

void simCodeKeep(txMachine *the, txScript *script) {
	struct Kept *item = c_malloc(sizeof(struct Kept));
	item->script = script;
	item->next = kept;
	kept = item;
	if (script->symbolsBuffer)
		mapNames(the, script);
	useInPlace(script);
}

void simCodeFree(void) {
	while (kept) {
		struct Kept *item = kept;
		kept = item->next;
		fxDeleteScript(item->script);
		c_free(item);
	}
}
