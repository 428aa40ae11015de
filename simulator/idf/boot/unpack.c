/**
 * The first segment has the description of the program, and then its files, one after the other: the length
 * of the name and of the contents (each 32 bits), whether it may be executed (32 bits), the name, the
 * contents; a name of no length ends them. tools/release/simulator-image.ts writes them.
 */
#include "unpack.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "esp_app_desc.h"
#include "simulated-flash.h"

#define LONGEST_NAME 200

typedef struct {
	uint32_t nameLength;
	uint32_t length;
	uint32_t executable;
} file_head_t;

static bool make_folders(char *path) {
	for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = 0;
		bool made = mkdir(path, 0777) == 0 || errno == EEXIST;
		*slash = '/';
		if (!made)
			return false;
	}
	return true;
}

static bool write_file(const char *path, uint32_t address, uint32_t length, bool executable) {
	int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, executable ? 0777 : 0666);
	char *bytes = malloc(length + 1);
	bool written = file >= 0 && bytes && flash_read(address, bytes, length) &&
	               write(file, bytes, length) == (ssize_t)length;
	free(bytes);
	if (file >= 0)
		written = close(file) == 0 && written;
	return written;
}

/* A name can't lead out of the folder. */
static bool is_safe(const char *name) {
	return name[0] && name[0] != '/' && !strstr(name, "..");
}

static const char *unpack_files(uint32_t address, uint32_t end, const char *folder) {
	char name[LONGEST_NAME + 1], path[1024];
	file_head_t head;
	for (;;) {
		if (end - address < sizeof(head) || !flash_read(address, &head, sizeof(head)))
			return "its list of files has no end";
		if (!head.nameLength)
			return NULL;
		address += sizeof(head);
		if (head.nameLength > LONGEST_NAME || head.nameLength > end - address ||
		    head.length > end - address - head.nameLength)
			return "a file is longer than the image";
		flash_read(address, name, head.nameLength);
		name[head.nameLength] = 0;
		address += head.nameLength;
		if (!is_safe(name) || snprintf(path, sizeof(path), "%s/%s", folder, name) >= (int)sizeof(path))
			return "a file has a name that can't be";
		if (!make_folders(path) || !write_file(path, address, head.length, head.executable))
			return strerror(errno);
		address += head.length;
	}
}

bool image_unpack(const esp_image_metadata_t *image, const char *into, char *error, size_t size) {
	char temporary[1024];
	if (access(into, F_OK) == 0)
		return true;
	snprintf(temporary, sizeof(temporary), "%s.%d/", into, (int)getpid());
	const char *wrong = make_folders(temporary) ? NULL : strerror(errno);
	temporary[strlen(temporary) - 1] = 0;
	if (!wrong)
		wrong = unpack_files(image->segment_data[0] + (uint32_t)sizeof(esp_app_desc_t),
		    image->segment_data[0] + image->segments[0].data_len, temporary);
	/* Another doorbell of the same image may have been faster. */
	if (!wrong && rename(temporary, into) && access(into, F_OK))
		wrong = strerror(errno);
	if (wrong)
		snprintf(error, size, "the image can't be unpacked to %s: %s", into, wrong);
	return !wrong;
}
