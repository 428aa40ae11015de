/**
 * A page of NVS: one sector of flash, laid out as in ESP-IDF ("NVS Internals", "Structure of a Page"): a
 * header, the states of 126 entries, two bits each, and the entries of 32 bytes. A bit can only go from one
 * to zero, which is all that writing an entry, changing its state, or the page's, does.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NVS_PAGE_SIZE 4096u
#define NVS_ENTRY_SIZE 32u
#define NVS_ENTRIES 126u
/** The longest string or blob here: what one page holds. ESP-IDF cuts longer blobs to pieces; this does not.
 */
#define NVS_LONGEST 4000u

typedef enum {
	NVS_PAGE_EMPTY = 0xffffffff,
	NVS_PAGE_ACTIVE = 0xfffffffe,
	NVS_PAGE_FULL = 0xfffffffc,
	NVS_PAGE_FREEING = 0xfffffff8,
	NVS_PAGE_INVALID = 0,
} nvs_page_state_t;

/** A page that is in use. */
typedef struct {
	uint32_t address;
	nvs_page_state_t state;
	uint32_t sequence;
	/** From this entry on nothing has been written. */
	unsigned next;
	unsigned erased;
} nvs_page_t;

typedef struct {
	uint8_t space;
	uint8_t type;
	/** How many entries it has, its own and those of its data. */
	uint8_t span;
	uint8_t chunk;
	uint32_t crc;
	char key[16];
	union {
		uint8_t bytes[8];
		struct {
			uint16_t size;
			uint16_t reserved;
			uint32_t crc;
		} data;
	};
} nvs_entry_t;

/** Entries for so many bytes of data after the first entry. */
unsigned nvs_span(size_t size);

/** Fills `page` from the sector at `address`; what was not written to its end is marked as erased. Returns
 * false if it has to be erased before it can be used. */
bool nvs_page_load(nvs_page_t *page, uint32_t address);

/** Takes an erased sector into use. */
bool nvs_page_start(nvs_page_t *page, uint32_t address, uint32_t sequence);

/** Changes the page's state: full, freeing. */
bool nvs_page_mark(nvs_page_t *page, nvs_page_state_t state);

/** Erases the sector. */
bool nvs_page_erase(nvs_page_t *page);

/** The item from entry `*index` on; false if there is none. `*index` is where it is. */
bool nvs_page_item(const nvs_page_t *page, unsigned *index, nvs_entry_t *entry);

/** Whether so many entries fit. */
bool nvs_page_has_room(const nvs_page_t *page, unsigned span);

/** Appends an item; its data is behind it if it has any. */
bool nvs_page_append(nvs_page_t *page, const nvs_entry_t *entry, const void *data, size_t size);

/** Reads an item's data. */
bool nvs_page_data(const nvs_page_t *page, unsigned index, void *data, size_t size);

/** Marks an item as erased. */
bool nvs_page_remove(nvs_page_t *page, unsigned index, unsigned span);

/** Whether the item's data lies in entries behind it: strings and blobs. */
bool nvs_has_data(uint8_t type);

/** Fills in the entry's checksum. */
void nvs_entry_seal(nvs_entry_t *entry);

/** CRC-32 as the ROM's esp_rom_crc32_le, which ESP-IDF starts with all ones. */
uint32_t nvs_crc(uint32_t crc, const void *bytes, size_t size);
