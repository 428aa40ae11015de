#include <glib.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "machine-message.h"
#include "xsAll.h"
#include "xsHost.h"

#define POSTERS 2
#define POSTS 5000

typedef struct {
	xsMachine *machine;
	uint16_t next;
	int wrong;
} Poster;

static int delivered;

static void receive(void *the, void *refcon, uint8_t *message, uint16_t length) {
	Poster *poster = refcon;
	uint16_t number;
	if (the != poster->machine || length != sizeof number) {
		poster->wrong++;
		return;
	}
	memcpy(&number, message, sizeof number);
	if (number != poster->next++)
		poster->wrong++;
	delivered++;
}

static void receiveNothing(void *the, void *refcon, uint8_t *message, uint16_t length) {
	(void)the;
	*(int *)refcon += message == NULL && length == 0;
}

static void *post(void *data) {
	Poster *poster = data;
	for (uint16_t number = 0; number < POSTS; number++)
		if (modMessagePostToMachine(poster->machine, (uint8_t *)&number, sizeof number, receive, poster) != 0)
			return poster;
	return NULL;
}

static int check(int holds, const char *what) {
	if (!holds)
		fprintf(stderr, "not so: %s\n", what);
	return !holds;
}

int main(void) {
	xsMachine machine = {.workerContext = NULL};
	Poster posters[POSTERS] = {{.machine = &machine}, {.machine = &machine}};
	pthread_t threads[POSTERS];
	int failed = 0, empty = 0;
	for (int index = 0; index < POSTERS; index++)
		pthread_create(&threads[index], NULL, post, &posters[index]);
	while (delivered < POSTERS * POSTS && posters[0].wrong + posters[1].wrong == 0)
		g_main_context_iteration(NULL, TRUE);
	for (int index = 0; index < POSTERS; index++) {
		void *stopped;
		pthread_join(threads[index], &stopped);
		failed += check(stopped == NULL, "every message is posted");
		failed +=
		    check(posters[index].wrong == 0, "messages come whole and in the order of a thread's posts");
	}

	modMessagePostToMachine(&machine, NULL, 7, receiveNothing, &empty);
	while (g_main_context_iteration(NULL, FALSE))
		;
	failed += check(empty == 1, "a message without bytes is NULL and 0 bytes long");

	for (int index = 0; index < 100; index++)
		modMessagePostToMachine(&machine, NULL, 0, receiveNothing, &empty);
	machine_message_drop_all();
	while (g_main_context_iteration(NULL, FALSE))
		;
	failed += check(empty == 1, "what was dropped is not delivered");
	return failed != 0;
}
