#include "messages.h"
#include "loop.h"
#include "xsHost.h"

#include <pthread.h>
#include <time.h>

/* The SDK's defaults for the ESP32: MODDEF_TASK_QUEUELENGTH, and MODDEF_TASK_QUEUEWAIT of a debug build. */
#define QUEUE_LENGTH 10
#define QUEUE_WAIT_NANOSECONDS (20 * 1000 * 1000)

typedef struct {
	modMessageDeliver callback;
	void *refcon;
	uint8_t *message;
	uint16_t length;
} Message;

static struct {
	pthread_mutex_t mutex;
	pthread_cond_t room;
	xsMachine *the;
	pthread_t thread;
	Message messages[QUEUE_LENGTH];
	unsigned first;
	unsigned count;
} queue = {.mutex = PTHREAD_MUTEX_INITIALIZER, .room = PTHREAD_COND_INITIALIZER};

void simMessagesOpen(void *the) {
	pthread_mutex_lock(&queue.mutex);
	queue.the = the;
	queue.thread = pthread_self();
	pthread_mutex_unlock(&queue.mutex);
}

static struct timespec deadline(void) {
	struct timespec time;
	clock_gettime(CLOCK_REALTIME, &time);
	time.tv_nsec += QUEUE_WAIT_NANOSECONDS;
	if (time.tv_nsec >= 1000000000) {
		time.tv_nsec -= 1000000000;
		time.tv_sec++;
	}
	return time;
}

/* With the mutex locked. */
static bool waitForRoom(xsMachine *the) {
	struct timespec until = deadline();
	bool mayWait = !pthread_equal(queue.thread, pthread_self());
	while (queue.the == the && queue.count == QUEUE_LENGTH)
		if (!mayWait || pthread_cond_timedwait(&queue.room, &queue.mutex, &until))
			break;
	return queue.the == the && queue.count < QUEUE_LENGTH;
}

int modMessagePostToMachine(
    xsMachine *the, uint8_t *message, uint16_t messageLength, modMessageDeliver callback, void *refcon) {
	uint8_t *copy = NULL;
	bool taken;
	if (message && messageLength) {
		copy = malloc(messageLength);
		if (!copy)
			return -1;
		memcpy(copy, message, messageLength);
	}
	pthread_mutex_lock(&queue.mutex);
	taken = waitForRoom(the);
	if (taken) {
		queue.messages[(queue.first + queue.count) % QUEUE_LENGTH] =
		    (Message){.callback = callback, .refcon = refcon, .message = copy, .length = messageLength};
		if (queue.count++ == 0)
			simLoopWake();
	}
	pthread_mutex_unlock(&queue.mutex);
	if (!taken)
		free(copy);
	return taken ? 0 : -1;
}

static bool take(Message *message) {
	pthread_mutex_lock(&queue.mutex);
	bool taken = queue.count > 0;
	if (taken) {
		*message = queue.messages[queue.first];
		queue.first = (queue.first + 1) % QUEUE_LENGTH;
		queue.count--;
		pthread_cond_signal(&queue.room);
	}
	pthread_mutex_unlock(&queue.mutex);
	return taken;
}

/* One turn delivers at most as many as there were, so that a driver that posts without end starves nobody. */
void simMessagesDeliver(void *the) {
	Message message;
	for (int left = QUEUE_LENGTH; left > 0 && take(&message); left--) {
		(*message.callback)(the, message.refcon, message.message, message.length);
		free(message.message);
		simLoopRunJobs(the);
	}
	pthread_mutex_lock(&queue.mutex);
	if (queue.count)
		simLoopWake();
	pthread_mutex_unlock(&queue.mutex);
}

void simMessagesClose(void) {
	Message message;
	pthread_mutex_lock(&queue.mutex);
	queue.the = NULL;
	pthread_cond_broadcast(&queue.room);
	pthread_mutex_unlock(&queue.mutex);
	while (take(&message))
		free(message.message);
}
