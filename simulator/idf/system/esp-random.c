#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include "esp_random.h"

void esp_fill_random(void *buf, size_t len) {
	uint8_t *bytes = buf;
	while (len > 0) {
		ssize_t count = getrandom(bytes, len, 0);
		if (count < 0) {
			if (errno == EINTR)
				continue;
			perror("getrandom");
			abort();
		}
		bytes += count;
		len -= (size_t)count;
	}
}

uint32_t esp_random(void) {
	uint32_t number;
	esp_fill_random(&number, sizeof number);
	return number;
}
