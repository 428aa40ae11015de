#include "report.h"
#include "heap-limits.h"

#define MAXIMUM_CAUSES 8
#define MAXIMUM_FRAMES 16

const char *simReportPath(const char *path) {
	static char folder[C_PATH_MAX];
	size_t length;
	if (!folder[0] && !getcwd(folder, sizeof(folder)))
		return path;
	length = strlen(folder);
	return !strncmp(path, folder, length) && path[length] == '/' ? path + length + 1 : path;
}

static void reportFrame(txMachine *the, const char *name, txID path, txInteger line) {
	bool isNamed = name && name[0];
	if (!isNamed && path == XS_NO_ID)
		return;
	fprintf(stderr, "    at %s", isNamed ? name : "(anonymous)");
	if (path != XS_NO_ID)
		fprintf(stderr, " (%s:%d)", simReportPath(fxGetKeyName(the, path)), (int)line);
	fputc('\n', stderr);
}

static const char *functionName(txMachine *the, txSlot *function) {
	txSlot *name = mxBehaviorGetProperty(the, function, mxID(_name), 0, XS_OWN);
	if (name && (name->kind == XS_STRING_KIND || name->kind == XS_STRING_X_KIND))
		return name->value.string;
	txSlot *code = mxFunctionInstanceCode(function);
	return code->ID == XS_NO_ID ? NULL : fxGetKeyName(the, code->ID);
}

void simReportStack(txMachine *the) {
	int left = MAXIMUM_FRAMES;
	for (txSlot *frame = the->frame; frame && frame->next; frame = frame->next) {
		if (left-- == 0) {
			fprintf(stderr, "    and so on\n");
			break;
		}
		txSlot *environment = mxFrameToEnvironment(frame);
		txSlot *function = frame + 3;
		if (function->kind == XS_REFERENCE_KIND && mxIsFunction(function->value.reference))
			reportFrame(the, functionName(the, function->value.reference), environment->ID,
			    environment->value.environment.line);
	}
}

/* The value of a data property anywhere on the prototype chain, or NULL. */
static txSlot *dataProperty(txMachine *the, txSlot *instance, txID id) {
	txSlot *slot = mxBehaviorGetProperty(the, instance, id, 0, XS_ANY);
	return slot && slot->kind != XS_ACCESSOR_KIND ? slot : NULL;
}

static const char *stringProperty(txMachine *the, txSlot *instance, txID id) {
	txSlot *slot = dataProperty(the, instance, id);
	return slot && (slot->kind == XS_STRING_KIND || slot->kind == XS_STRING_X_KIND) ? slot->value.string
	                                                                                : NULL;
}

static txSlot *errorSlot(txSlot *slot) {
	if (slot->kind != XS_REFERENCE_KIND)
		return NULL;
	txSlot *internal = slot->value.reference->next;
	return internal && (internal->flag & XS_INTERNAL_FLAG) && internal->kind == XS_ERROR_KIND ? internal
	                                                                                          : NULL;
}

static void reportValue(txMachine *the, txSlot *value) {
	mxTry(the) {
		mxPushSlot(value);
		fprintf(stderr, "%s\n", fxToString(the, the->stack));
		mxPop();
	}
	mxCatch(the) {
		fprintf(stderr, "a value that has no string\n");
	}
}

void simReportException(txMachine *the, const char *what, txSlot *exception) {
	txSlot *value = exception;
	fflush(stdout);
	fprintf(stderr, "%s: ", what);
	for (int causes = 0; causes < MAXIMUM_CAUSES; causes++) {
		txSlot *error = errorSlot(value);
		if (!error) {
			reportValue(the, value);
			break;
		}
		txSlot *instance = value->value.reference;
		const char *name = stringProperty(the, instance, mxID(_name));
		const char *code = stringProperty(the, instance, fxFindName(the, "code"));
		const char *message = stringProperty(the, instance, mxID(_message));
		fprintf(stderr, "%s", name ? name : "Error");
		if (code)
			fprintf(stderr, " [%s]", code);
		fprintf(stderr, ": %s\n", message ? message : "");
		if (error->value.error.info)
			for (txSlot *slot = error->value.error.info->next; slot; slot = slot->next)
				reportFrame(the, slot->value.key.string, slot->ID, (txInteger)slot->value.key.sum);
		value = dataProperty(the, instance, mxID(_cause));
		if (!value || mxIsUndefined(value))
			break;
		fprintf(stderr, "caused by ");
	}
	fflush(stderr);
}

static void stop(txMachine *the, int status) XS_FUNCTION_NORETURN;
void stop(txMachine *the, int status) {
	the->abortStatus = status;
	if (!the->firstJump)
		exit(1);
	fxExitToHost(the);
}

void simReportFatal(txMachine *the, const char *format, ...) {
	va_list arguments;
	fflush(stdout);
	fprintf(stderr, "belltower: ");
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	simReportStack(the);
	stop(the, XS_FATAL_CHECK_EXIT);
}

void fxAbort(txMachine *the, int status) {
	fflush(stdout);
	switch (status) {
	case XS_UNHANDLED_EXCEPTION_EXIT:
		simReportException(the, "belltower: uncaught exception", &mxException);
		break;
	case XS_UNHANDLED_REJECTION_EXIT:
		simReportException(the, "belltower: a promise was rejected and nothing handles it", &mxException);
		break;
	case XS_STACK_OVERFLOW_EXIT:
	case XS_NOT_ENOUGH_MEMORY_EXIT:
		fprintf(stderr, "belltower: ");
		simLimitsExplain(the, status);
		simReportStack(the);
		break;
	case XS_NO_MORE_KEYS_EXIT:
		fprintf(stderr, "belltower: there are too many property names; the engine has room for 32,767\n");
		simReportStack(the);
		break;
	case XS_DEBUGGER_EXIT:
		fprintf(stderr, "belltower: stopped by xsbug\n");
		break;
	default:
		fprintf(stderr, "belltower: the engine stopped with status %d\n", status);
		simReportStack(the);
		break;
	}
	stop(the, status);
}
