/** Numeric addresses and ports as the sockets interface has them, and as text. */
#ifndef BELLTOWER_SDK_IP_ADDRESS_H
#define BELLTOWER_SDK_IP_ADDRESS_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#define IP_ADDRESS_TEXT_SIZE INET6_ADDRSTRLEN

typedef union {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
} IPAddress;

/** The address's size, or 0 when the text is none. */
socklen_t ipFromText(const char *text, uint16_t port, IPAddress *address);

/** Writes the address without its port. */
bool ipToText(const IPAddress *address, char text[IP_ADDRESS_TEXT_SIZE]);

uint16_t ipPort(const IPAddress *address);

/** Makes a descriptor non-blocking and closed on exec; false: errno says why. */
bool ipPrepare(int fd);

/** A prepared socket of that type that is bound to the address, or -1; errno says why. */
int ipBind(int type, const IPAddress *address, socklen_t size);

#endif
