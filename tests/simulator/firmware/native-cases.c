#include "mc.xs.h"
#include "xsmc.h"
#include "xsHost.h"

#include <pthread.h>

static uint8_t bytes[] = {1, 2, 3, 4, 5, 6, 7, 8};

void xs_host_buffer_destructor(void *data) {
	(void)data;
}

void xs_host_buffer_constructor(xsMachine *the) {
	xsmcSetHostBuffer(xsThis, bytes, sizeof(bytes));
}

void xs_host_buffer_close(xsMachine *the) {
	xsmcSetHostBuffer(xsThis, NULL, 0);
}

void xs_host_buffer_first(xsMachine *the) {
	void *data;
	xsUnsignedValue size;
	xsmcGetBufferReadable(xsArg(0), &data, &size);
	xsmcSetInteger(xsResult, *(uint8_t *)data);
}

static struct {
	xsMachine *the;
	xsSlot done;
	int count;
	int delivered;
} posts;

static void deliver(void *machine, void *refcon, uint8_t *message, uint16_t length) {
	int ordinal;
	(void)machine;
	(void)refcon;
	if (length != sizeof(ordinal))
		return;
	memcpy(&ordinal, message, sizeof(ordinal));
	if (ordinal == posts.delivered)
		posts.delivered++;
	if (ordinal + 1 < posts.count)
		return;
	xsBeginHost(posts.the);
	xsmcSetInteger(xsResult, posts.delivered);
	xsCallFunction1(xsAccess(posts.done), xsGlobal, xsResult);
	xsEndHost(posts.the);
}

static void *postAll(void *data) {
	(void)data;
	for (int i = 0; i < posts.count; i++)
		while (modMessagePostToMachine(posts.the, (uint8_t *)&i, sizeof(i), deliver, NULL))
			;
	return NULL;
}

void xs_messages_post(xsMachine *the) {
	pthread_t thread;
	posts.the = the;
	posts.count = xsmcToInteger(xsArg(0));
	posts.done = xsArg(1);
	xsRemember(posts.done);
	if (pthread_create(&thread, NULL, postAll, NULL))
		xsUnknownError("no thread");
	pthread_detach(thread);
}

void xs_throw_string(xsMachine *the) {
	xsThrow(xsString("a string"));
}
