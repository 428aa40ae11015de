#include "boot-loader.h"
#include "esp_ota_ops.h"
#include "partition-table.h"
#include "running-slot.h"
#include "sha256.h"
#include "simulated-flash.h"
#include "xsHost.h"
#include "xsmc.h"

/** (size): a flash in memory, erased. */
void xs_flash_open(xsMachine *the) {
	flash_open_memory((uint32_t)xsmcToInteger(xsArg(0)));
	partition_table_forget();
}

void xs_flash_close(xsMachine *the) {
	(void)the;
	flash_close();
	partition_table_forget();
	running_slot_set(0);
}

/** (address, buffer): writes what is erased. */
void xs_flash_put(xsMachine *the) {
	void *bytes;
	xsUnsignedValue length;
	xsmcGetBufferReadable(xsArg(1), &bytes, &length);
	if (!flash_write((uint32_t)xsmcToInteger(xsArg(0)), bytes, length))
		xsUnknownError("the flash was not written");
}

/** (address, buffer): fills the buffer. */
void xs_flash_get(xsMachine *the) {
	void *bytes;
	xsUnsignedValue length;
	xsmcGetBufferWritable(xsArg(1), &bytes, &length);
	if (!flash_read((uint32_t)xsmcToInteger(xsArg(0)), bytes, length))
		xsUnknownError("the flash was not read");
}

/** (operation, permille): cuts the power in the operation that many from now; 0 for never. */
void xs_flash_cut(xsMachine *the) {
	uint32_t operation = (uint32_t)xsmcToInteger(xsArg(0));
	flash_power_cut(operation ? flash_operations() + operation : 0, (uint32_t)xsmcToInteger(xsArg(1)));
}

void xs_flash_power_on(xsMachine *the) {
	(void)the;
	flash_power_on();
}

/** Whether the power is on. */
void xs_flash_is_on(xsMachine *the) {
	uint8_t byte;
	xsmcSetBoolean(xsResult, flash_read(0, &byte, 1));
}

/** How many bytes were written that were not erased. */
void xs_flash_unerased(xsMachine *the) {
	xsmcSetInteger(xsResult, (xsIntegerValue)flash_unerased());
}

/** Starts as the boot loader does. Returns the version of the program that runs then; undefined if none does.
 */
void xs_flash_boot(xsMachine *the) {
	esp_image_metadata_t image;
	esp_app_desc_t description;
	const esp_partition_t *slot = boot_loader_choose(&image);
	running_slot_set(slot ? slot->address : 0);
	if (slot && esp_ota_get_partition_description(slot, &description) == ESP_OK)
		xsmcSetString(xsResult, description.version);
}

/** (buffer): its SHA-256. */
void xs_flash_hash(xsMachine *the) {
	void *bytes;
	xsUnsignedValue length;
	sha256_t hash;
	uint8_t digest[SHA256_LENGTH];
	xsmcGetBufferReadable(xsArg(0), &bytes, &length);
	sha256_start(&hash);
	sha256_add(&hash, bytes, length);
	sha256_finish(&hash, digest);
	xsmcSetArrayBuffer(xsResult, digest, sizeof(digest));
}
