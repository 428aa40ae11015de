#include "natives.h"
#include "report.h"

#include <dlfcn.h>

#define BUCKETS 256

/* A function or a base class that was made for a C name. `slot` refers to it and is a root of the machine's.
 */
typedef struct sxBinding {
	txSlot slot;
	struct sxBinding *next;
	struct sxBinding *nextClass;
	bool isClass;
	txDestructor destructor;
	char name[];
} txBinding;

static txBinding *bindings[BUCKETS];
static txBinding *classes;

static unsigned bucketOf(const char *name) {
	unsigned hash = 5381;
	while (*name)
		hash = hash * 33 + (unsigned char)*name++;
	return hash % BUCKETS;
}

static void *findSymbol(txMachine *the, const char *kind, const char *name) {
	void *address = dlsym(RTLD_DEFAULT, name);
	if (!address)
		simReportFatal(the,
		    "%s(\"%s\"): the program has no C function of that name. Is the C file that defines it in a "
		    "manifest's \"modules\", and is the function not static?",
		    kind, name);
	return address;
}

static void construct(txMachine *the) {
	txBinding *binding = classes;
	if (mxIsUndefined(mxTarget))
		mxTypeError("Native: call as function");
	while (binding && binding->slot.value.reference != mxFunction->value.reference)
		binding = binding->nextClass;
	mxPushSlot(mxTarget);
	fxGetPrototypeFromConstructor(the, &mxObjectPrototype);
	txSlot *prototype = the->stack->value.reference;
	fxNewHostObject(the, binding ? binding->destructor : NULL);
	the->stack->value.reference->value.instance.prototype = prototype;
	mxPullSlot(mxResult);
	mxPop();
}

static txBinding *makeBinding(txMachine *the, const char *kind, const char *name, bool isClass) {
	union {
		void *address;
		txCallback callback;
		txDestructor destructor;
	} symbol = {.address = findSymbol(the, kind, name)};
	size_t size = strlen(name) + 1;
	txBinding *binding = c_calloc(1, sizeof(txBinding) + size);
	memcpy(binding->name, name, size);
	binding->isClass = isClass;
	if (isClass) {
		binding->destructor = symbol.destructor;
		mxPush(mxObjectPrototype);
		fxNewObjectInstance(the);
		fxNewHostConstructor(the, construct, 0, XS_NO_ID);
		binding->nextClass = classes;
		classes = binding;
	} else
		fxNewHostFunction(the, symbol.callback, 0, fxNewNameC(the, (txString)name), XS_NO_ID);
	binding->slot = *the->stack;
	binding->slot.next = NULL;
	mxPop();
	fxRemember(the, &binding->slot);
	unsigned bucket = bucketOf(name);
	binding->next = bindings[bucket];
	bindings[bucket] = binding;
	return binding;
}

static void find(txMachine *the, const char *kind, bool isClass) {
	if (mxArgc < 1 || (mxArgv(0)->kind != XS_STRING_KIND && mxArgv(0)->kind != XS_STRING_X_KIND))
		mxTypeError("%s takes one string literal", kind);
	const char *name = mxArgv(0)->value.string;
	txBinding *binding = bindings[bucketOf(name)];
	while (binding && (binding->isClass != isClass || strcmp(binding->name, name)))
		binding = binding->next;
	if (!binding)
		binding = makeBinding(the, kind, name, isClass);
	mxResult->kind = binding->slot.kind;
	mxResult->value = binding->slot.value;
}

static void findFunction(txMachine *the) {
	find(the, "native", false);
}

static void findClass(txMachine *the) {
	find(the, "Native", true);
}

void simDefineGlobal(txMachine *the, const char *name, txCallback callback, int length) {
	txID id = fxNewNameC(the, (txString)name);
	fxNewHostFunction(the, callback, length, id, XS_NO_ID);
	mxPush(mxGlobal);
	fxDefineID(the, id, XS_DONT_ENUM_FLAG, XS_DONT_ENUM_FLAG | XS_DONT_DELETE_FLAG | XS_DONT_SET_FLAG);
	mxPop();
}

void simNativesDefine(txMachine *the) {
	simDefineGlobal(the, "native", findFunction, 1);
	simDefineGlobal(the, "Native", findClass, 1);
}

void simNativesFree(void) {
	classes = NULL;
	for (unsigned i = 0; i < BUCKETS; i++)
		while (bindings[i]) {
			txBinding *binding = bindings[i];
			bindings[i] = binding->next;
			c_free(binding);
		}
}
