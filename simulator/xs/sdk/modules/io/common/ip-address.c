#include "ip-address.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

socklen_t ipFromText(const char *text, uint16_t port, IPAddress *address) {
	memset(address, 0, sizeof(*address));
	if (inet_pton(AF_INET, text, &address->v4.sin_addr) == 1) {
		address->v4.sin_family = AF_INET;
		address->v4.sin_port = htons(port);
		return sizeof(address->v4);
	}
	if (inet_pton(AF_INET6, text, &address->v6.sin6_addr) == 1) {
		address->v6.sin6_family = AF_INET6;
		address->v6.sin6_port = htons(port);
		return sizeof(address->v6);
	}
	return 0;
}

bool ipToText(const IPAddress *address, char text[IP_ADDRESS_TEXT_SIZE]) {
	const void *bytes = address->any.sa_family == AF_INET ? (const void *)&address->v4.sin_addr
	                                                      : (const void *)&address->v6.sin6_addr;
	return inet_ntop(address->any.sa_family, bytes, text, IP_ADDRESS_TEXT_SIZE);
}

uint16_t ipPort(const IPAddress *address) {
	return ntohs(address->any.sa_family == AF_INET ? address->v4.sin_port : address->v6.sin6_port);
}

bool ipPrepare(int fd) {
	return fcntl(fd, F_SETFL, O_NONBLOCK) != -1 && fcntl(fd, F_SETFD, FD_CLOEXEC) != -1;
}

int ipBind(int type, const IPAddress *address, socklen_t size) {
	int reuse = 1;
	int fd = socket(address->any.sa_family, type, 0);
	if (fd < 0)
		return -1;
	if (type == SOCK_STREAM)
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &reuse, sizeof(reuse));
	if (ipPrepare(fd) && !bind(fd, &address->any, size))
		return fd;
	int error = errno;
	close(fd);
	errno = error;
	return -1;
}
