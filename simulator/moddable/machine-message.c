#include <glib.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "xsAll.h"

#include "machine-message.h"
#include "xsHost.h"

typedef struct Message Message;

struct Message {
	Message *next;
	Message *previous;
	GSource *source;
	xsMachine *the;
	modMessageDeliver callback;
	void *refcon;
	uint16_t length;
	uint8_t bytes[];
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static Message pending = {.next = &pending, .previous = &pending};

static void append(Message *message) {
	message->next = &pending;
	message->previous = pending.previous;
	pending.previous->next = message;
	pending.previous = message;
}

static void detach(Message *message) {
	message->previous->next = message->next;
	message->next->previous = message->previous;
}

static gboolean deliver(void *data) {
	Message *message = data;
	pthread_mutex_lock(&lock);
	detach(message);
	pthread_mutex_unlock(&lock);
	message->callback(
	    message->the, message->refcon, message->length ? message->bytes : NULL, message->length);
	g_source_unref(message->source);
	free(message);
	return G_SOURCE_REMOVE;
}

int modMessagePostToMachine(
    xsMachine *the, uint8_t *bytes, uint16_t length, modMessageDeliver callback, void *refcon) {
	if (!bytes)
		length = 0;
	Message *message = malloc(sizeof *message + length);
	if (!message)
		return -1;
	message->the = the;
	message->callback = callback;
	message->refcon = refcon;
	message->length = length;
	if (length)
		memcpy(message->bytes, bytes, length);
	message->source = g_idle_source_new();
	g_source_set_priority(message->source, G_PRIORITY_DEFAULT);
	g_source_set_callback(message->source, deliver, message, NULL);
	pthread_mutex_lock(&lock);
	append(message);
	g_source_attach(message->source, the->workerContext);
	pthread_mutex_unlock(&lock);
	return 0;
}

void machine_message_drop_all(void) {
	pthread_mutex_lock(&lock);
	while (pending.next != &pending) {
		Message *message = pending.next;
		detach(message);
		g_source_destroy(message->source);
		g_source_unref(message->source);
		free(message);
	}
	pthread_mutex_unlock(&lock);
}
