/** The boot loader as a program: belltower --boot FLASH FOLDER PARAMETERS... */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>
#include "boot-loader.h"
#include "esp_ota_ops.h"
#include "running-slot.h"
#include "simulated-flash.h"
#include "unpack.h"

#define MOST_PARAMETERS 124
#define DIGEST_TEXT 24

static int fail(const char *flash, const char *sentence) {
	fprintf(stderr, "boot loader: %s: %s\n", flash, sentence);
	return 1;
}

/* The lock is the program's, too: it goes with the last of them. */
static bool lock(const char *path) {
	int file = open(path, O_RDWR);
	return file >= 0 && flock(file, LOCK_EX | LOCK_NB) == 0;
}

static void describe_run(const esp_partition_t *slot) {
	esp_ota_img_states_t state;
	char address[16];
	snprintf(address, sizeof(address), "%x", (unsigned)slot->address);
	setenv("BELLTOWER_SLOT", address, 1);
	if (esp_ota_get_state_partition(slot, &state) == ESP_OK && state == ESP_OTA_IMG_PENDING_VERIFY)
		setenv("BELLTOWER_TRIAL", "1", 1);
	else
		unsetenv("BELLTOWER_TRIAL");
}

int simulated_boot(char *self, char **parameters) {
	char *flash = parameters[0], *folder = flash ? parameters[1] : NULL;
	char program[1024], into[1000], digest[DIGEST_TEXT + 1], error[1200];
	char *arguments[MOST_PARAMETERS + 3];
	esp_image_metadata_t image;
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (!folder)
		return fail("belltower", "--boot must be followed by the flash's file and a folder for programs");
	if (!flash_open(flash))
		return fail(flash, strerror(errno));
	if (!lock(flash))
		return fail(flash, "another doorbell uses it");
	setenv("BELLTOWER_FLASH", flash, 1);
	setenv("BELLTOWER_RUN_FOLDER", folder, 1);
	setenv("BELLTOWER_BOOT", self, 1);
	const esp_partition_t *slot = boot_loader_choose(&image);
	if (!slot)
		return fail(flash, "no slot has a whole image; flash it anew");
	for (int i = 0; i < DIGEST_TEXT / 2; i++)
		snprintf(digest + 2 * i, 3, "%02x", image.image_digest[i]);
	snprintf(into, sizeof(into), "%s/%s", folder, digest);
	if (!image_unpack(&image, into, error, sizeof(error)))
		return fail(flash, error);
	describe_run(slot);
	snprintf(program, sizeof(program), "%s/belltower", into);
	int count = 0;
	arguments[count++] = program;
	arguments[count++] = into;
	for (char **each = parameters + 2; *each && count < MOST_PARAMETERS + 2; each++)
		arguments[count++] = *each;
	arguments[count] = NULL;
	flash_close();
	execv(program, arguments);
	return fail(program, strerror(errno));
}
