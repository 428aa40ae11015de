#include "tcp-error.h"
#include "mc.xs.h"
#include "tcp-connection.h"

#include <errno.h>
#include <string.h>

static const struct {
	int number;
	const char *code;
} codes[] = {
    {TCP_CLOSED_BY_PEER, "closed"},
    {ECONNREFUSED, "ECONNREFUSED"},
    {ECONNRESET, "ECONNRESET"},
    {ECONNABORTED, "ECONNABORTED"},
    {EHOSTUNREACH, "EHOSTUNREACH"},
    {ENETUNREACH, "ENETUNREACH"},
    {ENETDOWN, "ENETDOWN"},
    {EPIPE, "EPIPE"},
    {ETIMEDOUT, "ETIMEDOUT"},
};

static const char *codeOf(int errorNumber) {
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if (codes[i].number == errorNumber)
			return codes[i].code;
	return "network";
}

void tcpReturnError(xsMachine *the, int errorNumber) {
	const char *message =
	    errorNumber == TCP_CLOSED_BY_PEER ? "the other side closed the connection" : strerror(errorNumber);
	xsmcVars(1);
	xsmcSetString(xsVar(0), (char *)message);
	xsResult = xsNew1(xsGlobal, xsID("Error"), xsVar(0));
	xsmcSetString(xsVar(0), (char *)codeOf(errorNumber));
	xsmcSet(xsResult, xsID_code, xsVar(0));
}
