#include "mc.xs.h"
#include "name-lookup.h"
#include "xsmc.h"
#include "xsHost.h"

#include <arpa/inet.h>

typedef struct {
	xsMachine *the;
	xsSlot object;
	xsSlot *finish;
	int waiting;
} Resolver;

/* Who started a lookup: results carry only its id, as they may come when the resolver is closed. */
typedef struct Pending {
	struct Pending *next;
	int32_t id;
	Resolver *resolver;
} Pending;

static Pending *pending = NULL;
static int32_t lastId = 0;

void xs_resolver_destructor(void *data);

static void markResolver(xsMachine *the, void *data, xsMarkRoot markRoot) {
	Resolver *resolver = data;
	(*markRoot)(the, resolver->finish);
}

static const xsHostHooks resolverHooks = {xs_resolver_destructor, markResolver, NULL};

/* Takes out the entry of that id, or of that resolver. */
static Pending *takePending(int32_t id, const Resolver *resolver) {
	for (Pending **address = &pending; *address; address = &(*address)->next) {
		Pending *it = *address;
		if (resolver ? it->resolver == resolver : it->id == id) {
			*address = it->next;
			return it;
		}
	}
	return NULL;
}

void xs_resolver_destructor(void *data) {
	Pending *it;
	if (!data)
		return;
	while ((it = takePending(0, data)))
		free(it);
	free(data);
}

static Resolver *thisResolver(xsMachine *the) {
	return xsmcGetHostDataValidate(xsThis, (void *)&resolverHooks);
}

/** resolver.constructor(finish): `finish(id, address)` is called for each lookup; without an address it
 * failed. */
void xs_resolver_constructor(xsMachine *the) {
	Resolver *resolver = calloc(1, sizeof(Resolver));
	if (!resolver)
		xsUnknownError("there is no memory for a resolver");
	resolver->the = the;
	resolver->finish = fxToReference(the, &xsArg(0));
	resolver->object = xsThis;
	xsmcSetHostData(xsThis, resolver);
	xsSetHostHooks(xsThis, &resolverHooks);
}

void xs_resolver_close(xsMachine *the) {
	if (!xsmcGetHostData(xsThis))
		return;
	Resolver *resolver = thisResolver(the);
	if (resolver->waiting)
		xsForget(resolver->object);
	xsmcSetHostData(xsThis, NULL);
	xsmcSetHostDestructor(xsThis, NULL);
	xs_resolver_destructor(resolver);
}

static void deliver(void *machine, void *refcon, uint8_t *message, uint16_t messageLength) {
	NameLookupResult result;
	(void)machine;
	(void)refcon;
	(void)messageLength;
	memcpy(&result, message, sizeof(result));
	Pending *it = takePending(result.id, NULL);
	if (!it)
		return;
	Resolver *resolver = it->resolver;
	free(it);
	xsBeginHost(resolver->the);
	xsmcVars(2);
	xsVar(0) = xsAccess(resolver->object);
	if (--resolver->waiting == 0)
		xsForget(resolver->object);
	if (result.address[0])
		xsmcSetString(xsVar(1), result.address);
	xsmcSetInteger(xsResult, result.id);
	xsCallFunction2(xsReference(resolver->finish), xsVar(0), xsResult, xsVar(1));
	xsEndHost(resolver->the);
}

/** resolver.start(host): begins a lookup and returns its id, which is negative if the host is an address
 * already. */
void xs_resolver_start(xsMachine *the) {
	char host[NAME_LOOKUP_HOST_SIZE];
	struct in_addr address;
	Resolver *resolver = thisResolver(the);
	xsmcToStringBuffer(xsArg(0), host, sizeof(host));
	lastId = lastId == INT32_MAX ? 1 : lastId + 1;
	if (inet_pton(AF_INET, host, &address) == 1) {
		xsmcSetInteger(xsResult, -lastId);
		return;
	}
	Pending *it = calloc(1, sizeof(Pending));
	if (!it)
		xsUnknownError("there is no memory for a request");
	*it = (Pending){.next = pending, .id = lastId, .resolver = resolver};
	pending = it;
	int error = nameLookupStart(the, lastId, host, deliver);
	if (error) {
		free(takePending(lastId, NULL));
		xsUnknownError("no thread for the lookup of %s: %s", host, strerror(error));
	}
	if (resolver->waiting++ == 0)
		xsRemember(resolver->object);
	xsmcSetInteger(xsResult, lastId);
}
