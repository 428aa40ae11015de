/** What of ESP-IDF's updates neither `embedded:update` nor `embedded:storage/flash` of the SDK has. */
#include "app_update/include/esp_ota_ops.h"
#include "esp_app_desc.h"
#include "esp_partition.h"
#include "esp_secure_boot.h"
#include "esp_system.h"
#include "esp_timer.h"
#include "mc.xs.h"
#include "sha256.h"
#include "xsHost.h"
#include "xsmc.h"

#include <stdio.h>
#include <string.h>

/** How much of a slot is hashed at a time. */
#define HASHED_PART 512

static void fail(xsMachine *the, const char *what, esp_err_t error) {
	char message[96];
	snprintf(message, sizeof(message), "%s: %s", what, esp_err_to_name(error));
	xsUnknownError("%s", message);
}

static void check(xsMachine *the, const char *what, esp_err_t error) {
	if (error != ESP_OK)
		fail(the, what, error);
}

/* The slot that the program does not run from. */
static const esp_partition_t *otherSlot(xsMachine *the) {
	const esp_partition_t *running = esp_ota_get_running_partition();
	const esp_partition_t *slot = running ? esp_ota_get_next_update_partition(NULL) : NULL;
	if (!slot || slot == running)
		xsUnknownError("there is no second slot");
	return slot;
}

/** Whether the program runs from a slot and there is another. */
void xs_update_is_possible(xsMachine *the) {
	const esp_partition_t *running = esp_ota_get_running_partition();
	const esp_partition_t *other = running ? esp_ota_get_next_update_partition(NULL) : NULL;
	xsmcSetBoolean(xsResult, other && other != running);
}

/** The label of the slot that the program runs from. */
void xs_update_slot(xsMachine *the) {
	const esp_partition_t *running = esp_ota_get_running_partition();
	xsmcSetString(xsResult, running ? (char *)running->label : (char *)"");
}

/** The size of the other slot. */
void xs_update_capacity(xsMachine *the) {
	xsmcSetInteger(xsResult, (xsIntegerValue)otherSlot(the)->size);
}

/** The version of the program that runs, as its description has it. */
void xs_update_version(xsMachine *the) {
	char version[33] = {0};
	memcpy(version, esp_app_get_description()->version, 32);
	xsmcSetString(xsResult, version);
}

/** The chip's ID, as image headers have it. */
void xs_update_chip(xsMachine *the) {
	xsmcSetInteger(xsResult, CONFIG_IDF_FIRMWARE_CHIP_ID);
}

/** Whether the program is on trial. */
void xs_update_on_trial(xsMachine *the) {
	esp_ota_img_states_t state;
	const esp_partition_t *running = esp_ota_get_running_partition();
	xsmcSetBoolean(xsResult, running && esp_ota_get_state_partition(running, &state) == ESP_OK &&
	                             state == ESP_OTA_IMG_PENDING_VERIFY);
}

/** Whether only signed updates are taken: the build says so, and the program is signed itself. */
void xs_update_is_signed(xsMachine *the) {
#if CONFIG_SECURE_SIGNED_ON_UPDATE
	esp_image_sig_public_key_digests_t digests;
	xsmcSetBoolean(xsResult, esp_secure_boot_get_signature_blocks_for_running_app(false, &digests) == ESP_OK);
#else
	xsmcSetBoolean(xsResult, false);
#endif
}

/** Why the chip was started, as esp_reset_reason_t. */
void xs_update_reset_reason(xsMachine *the) {
	xsmcSetInteger(xsResult, esp_reset_reason());
}

/** Bytes of internal memory that are free. */
void xs_update_free_memory(xsMachine *the) {
	xsmcSetInteger(xsResult, (xsIntegerValue)esp_get_free_internal_heap_size());
}

/** (offset): starts to write the other slot, or goes on at `offset`, a multiple of 4,096. Returns a handle.
 */
void xs_update_begin(xsMachine *the) {
	const esp_partition_t *slot = otherSlot(the);
	size_t offset = (size_t)xsmcToInteger(xsArg(0));
	esp_ota_handle_t handle = 0;
	esp_err_t error = offset ? esp_ota_resume(slot, OTA_WITH_SEQUENTIAL_WRITES, offset, &handle)
	                         : esp_ota_begin(slot, OTA_WITH_SEQUENTIAL_WRITES, &handle);
	check(the, "the slot can't be written", error);
	xsmcSetInteger(xsResult, (xsIntegerValue)handle);
}

/** (handle, buffer): writes what comes next. */
void xs_update_write(xsMachine *the) {
	void *bytes;
	xsUnsignedValue length;
	xsmcGetBufferReadable(xsArg(1), &bytes, &length);
	check(the, "the flash was not written",
	    esp_ota_write((esp_ota_handle_t)xsmcToInteger(xsArg(0)), bytes, length));
}

/** (handle): ends writing, whatever has been written. */
void xs_update_end(xsMachine *the) {
	esp_ota_abort((esp_ota_handle_t)xsmcToInteger(xsArg(0)));
}

/** (length): the SHA-256 of the start of the other slot, as hexadecimal digits. */
void xs_update_hash(xsMachine *the) {
	const esp_partition_t *slot = otherSlot(the);
	size_t length = (size_t)xsmcToInteger(xsArg(0));
	uint8_t part[HASHED_PART], digest[SHA256_LENGTH];
	char text[2 * SHA256_LENGTH + 1];
	sha256_t hash;
	sha256_start(&hash);
	for (size_t done = 0; done < length; done += sizeof(part)) {
		size_t count = length - done < sizeof(part) ? length - done : sizeof(part);
		check(the, "the flash was not read", esp_partition_read(slot, done, part, count));
		sha256_add(&hash, part, count);
	}
	sha256_finish(&hash, digest);
	for (size_t i = 0; i < sizeof(digest); i++)
		snprintf(text + 2 * i, 3, "%02x", digest[i]);
	xsmcSetString(xsResult, text);
}

/** Whether the image in the other slot is whole, by its own checksum and hash. */
void xs_update_is_whole(xsMachine *the) {
	uint8_t digest[32];
	xsmcSetBoolean(xsResult, esp_partition_get_sha256(otherSlot(the), digest) == ESP_OK);
}

/** Has the other slot started next, on trial. False if its signature is not one of the trusted key. */
void xs_update_select(xsMachine *the) {
	esp_err_t error = esp_ota_set_boot_partition(otherSlot(the));
	if (error != ESP_OK && error != ESP_ERR_OTA_VALIDATE_FAILED)
		fail(the, "the other slot was not selected", error);
	xsmcSetBoolean(xsResult, error == ESP_OK);
}

/** The program has proved itself. */
void xs_update_confirm(xsMachine *the) {
	check(the, "the program was not confirmed", esp_ota_mark_app_valid_cancel_rollback());
}

/** Whether there is a program to go back to. */
void xs_update_can_roll_back(xsMachine *the) {
	xsmcSetBoolean(xsResult, esp_ota_check_rollback_is_possible());
}

/** Has the program before started next, and this one never again. */
void xs_update_roll_back(xsMachine *the) {
	check(the, "the program before can't be started", esp_ota_mark_app_invalid_rollback());
}

/** The version of the program that was given up last, as its description has it; empty where there is none,
 * or its slot is not whole any more. */
void xs_update_given_up(xsMachine *the) {
	char version[33] = {0};
	esp_app_desc_t description;
	const esp_partition_t *slot = esp_ota_get_last_invalid_partition();
	if (slot && esp_ota_get_partition_description(slot, &description) == ESP_OK)
		memcpy(version, description.version, 32);
	xsmcSetString(xsResult, version);
}

/** Starts the chip anew. */
void xs_update_restart(xsMachine *the) {
	(void)the;
	esp_restart();
}

static esp_timer_handle_t deadline;

static void expire(void *arg) {
	(void)arg;
	esp_ota_mark_app_invalid_rollback_and_reboot();
	esp_restart();
}

/** (milliseconds): goes back to the program before when they are over, whatever JavaScript does meanwhile. */
void xs_update_set_deadline(xsMachine *the) {
	const esp_timer_create_args_t arguments = {.callback = expire, .name = "trial"};
	uint64_t microseconds = (uint64_t)xsmcToNumber(xsArg(0)) * 1000;
	if (!deadline)
		check(the, "no timer", esp_timer_create(&arguments, &deadline));
	check(the, "no timer", esp_timer_start_once(deadline, microseconds));
}

/** There is no deadline any more. */
void xs_update_clear_deadline(xsMachine *the) {
	(void)the;
	if (deadline) {
		esp_timer_stop(deadline);
		esp_timer_delete(deadline);
		deadline = NULL;
	}
}
