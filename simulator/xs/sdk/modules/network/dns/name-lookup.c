#include "name-lookup.h"
#include "xsHost.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <pthread.h>

typedef struct {
	void *the;
	modMessageDeliver callback;
	NameLookupResult result;
	char host[NAME_LOOKUP_HOST_SIZE];
} Lookup;

static void *lookUp(void *data) {
	Lookup *lookup = data;
	struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM};
	struct addrinfo *list = NULL;
	if (!getaddrinfo(lookup->host, NULL, &hints, &list)) {
		struct sockaddr_in *address = (struct sockaddr_in *)(void *)list->ai_addr;
		inet_ntop(AF_INET, &address->sin_addr, lookup->result.address, sizeof(lookup->result.address));
		freeaddrinfo(list);
	}
	modMessagePostToMachine(
	    lookup->the, (uint8_t *)&lookup->result, sizeof(lookup->result), lookup->callback, NULL);
	free(lookup);
	return NULL;
}

int nameLookupStart(void *the, int32_t id, const char *host, modMessageDeliver callback) {
	pthread_t thread;
	Lookup *lookup = calloc(1, sizeof(Lookup));
	if (!lookup)
		return ENOMEM;
	lookup->the = the;
	lookup->callback = callback;
	lookup->result.id = id;
	snprintf(lookup->host, sizeof(lookup->host), "%s", host);
	int error = pthread_create(&thread, NULL, lookUp, lookup);
	if (error)
		free(lookup);
	else
		pthread_detach(thread);
	return error;
}
