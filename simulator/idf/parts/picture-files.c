#include "picture-files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include "esp_log.h"

#define TAG "camera"

static pthread_once_t once = PTHREAD_ONCE_INIT;
static jpeg_picture_t *pictures;
static size_t picture_count, picture_room, next;

static bool add(const jpeg_picture_t *picture) {
	if (picture_count == picture_room) {
		size_t room = picture_room > 0 ? picture_room * 2 : 64;
		jpeg_picture_t *larger = realloc(pictures, room * sizeof *larger);
		if (larger == NULL)
			return false;
		pictures = larger;
		picture_room = room;
	}
	pictures[picture_count++] = *picture;
	return true;
}

/** Adds the JPEGs of a file that is in memory. Returns NULL, or why not all of it is shown. */
static const char *add_all(const char *name, const uint8_t *bytes, size_t size) {
	for (size_t at = 0; at < size;) {
		jpeg_picture_t picture = {.name = name};
		const char *reason = jpeg_picture_read(&picture, bytes + at, size - at);
		if (reason != NULL)
			return reason;
		if (!add(&picture))
			return "there is no memory for it";
		at += picture.size;
		while (at < size && !(bytes[at] == 0xFF && at + 1 < size && bytes[at + 1] == 0xD8))
			at++;
	}
	return NULL;
}

static void add_file(const char *path) {
	const char *reason = NULL;
	struct stat status;
	int file = open(path, O_RDONLY | O_CLOEXEC);
	if (file < 0 || fstat(file, &status) != 0) {
		reason = strerror(errno);
	} else if (status.st_size == 0) {
		reason = "it is empty";
	} else {
		void *bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, file, 0);
		char *name = strdup(path);
		size_t before = picture_count;
		if (bytes == MAP_FAILED || name == NULL)
			reason = strerror(errno);
		else
			reason = add_all(name, bytes, (size_t)status.st_size);
		if (picture_count == before) {
			free(name);
			if (bytes != MAP_FAILED)
				munmap(bytes, (size_t)status.st_size);
		} else if (reason != NULL) {
			ESP_LOGE(TAG, "%s: %zu pictures of it are shown; the next is left out: %s", path,
			    picture_count - before, reason);
			reason = NULL;
		}
	}
	if (file >= 0)
		close(file);
	if (reason != NULL)
		ESP_LOGE(TAG, "%s is not shown: %s; wanted is a JPEG file, or JPEGs one after the other (MJPEG)",
		    path, reason);
}

static int is_no_dot_file(const struct dirent *entry) {
	return entry->d_name[0] != '.';
}

static void add_folder(const char *path) {
	struct dirent **entries;
	int count = scandir(path, &entries, is_no_dot_file, alphasort);
	if (count < 0) {
		ESP_LOGE(TAG, "the folder %s can't be read: %s", path, strerror(errno));
		return;
	}
	for (int i = 0; i < count; i++) {
		char file[4096];
		struct stat status;
		snprintf(file, sizeof file, "%s/%s", path, entries[i]->d_name);
		if (stat(file, &status) == 0 && S_ISREG(status.st_mode))
			add_file(file);
		free(entries[i]);
	}
	free(entries);
}

static void load(void) {
	const char *path = getenv("BELLTOWER_CAMERA");
	struct stat status;
	if (path == NULL || *path == '\0')
		return;
	if (stat(path, &status) == 0 && S_ISDIR(status.st_mode))
		add_folder(path);
	else
		add_file(path);
	if (picture_count == 0)
		ESP_LOGE(TAG, "%s has no picture to show: the built-in scene is shown instead", path);
	else
		ESP_LOGI(TAG, "%s is shown: %zu picture%s", path, picture_count,
		    picture_count == 1 ? "" : "s, over and over");
}

/** At once, so that who named files that can't be shown is told before anybody looks. */
__attribute__((constructor)) static void look_for_files(void) {
	if (getenv("BELLTOWER_CAMERA") != NULL)
		pthread_once(&once, load);
}

bool picture_files_are_shown(void) {
	pthread_once(&once, load);
	return picture_count > 0;
}

void picture_files_next(jpeg_picture_t *picture) {
	*picture = pictures[next];
	next = (next + 1) % picture_count;
}
