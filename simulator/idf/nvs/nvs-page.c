#include "nvs-page.h"

#include <string.h>
#include "nvs-area.h"
#include "nvs.h"

enum { STATE_EMPTY = 3, STATE_WRITTEN = 2, STATE_ERASED = 0 };
enum { STATES_OFFSET = 32, ENTRIES_OFFSET = 64, VERSION = 0xfe };

typedef struct {
	uint32_t state;
	uint32_t sequence;
	uint8_t version;
	uint8_t reserved[19];
	uint32_t crc;
} header_t;

_Static_assert(sizeof(header_t) == 32 && sizeof(nvs_entry_t) == NVS_ENTRY_SIZE, "as in flash");

uint32_t nvs_crc(uint32_t crc, const void *bytes, size_t size) {
	crc = ~crc;
	for (const uint8_t *byte = bytes; size--; byte++) {
		crc ^= *byte;
		for (int bit = 0; bit < 8; bit++)
			crc = crc & 1 ? (crc >> 1) ^ 0xedb88320u : crc >> 1;
	}
	return ~crc;
}

static uint32_t header_crc(const header_t *header) {
	return nvs_crc(UINT32_MAX, &header->sequence, offsetof(header_t, crc) - offsetof(header_t, sequence));
}

static uint32_t entry_crc(const nvs_entry_t *entry) {
	uint32_t crc = nvs_crc(UINT32_MAX, entry, offsetof(nvs_entry_t, crc));
	return nvs_crc(crc, entry->key, sizeof(*entry) - offsetof(nvs_entry_t, key));
}

void nvs_entry_seal(nvs_entry_t *entry) {
	entry->crc = entry_crc(entry);
}

bool nvs_has_data(uint8_t type) {
	return type == NVS_TYPE_STR || type == NVS_TYPE_BLOB;
}

unsigned nvs_span(size_t size) {
	return 1 + (unsigned)((size + NVS_ENTRY_SIZE - 1) / NVS_ENTRY_SIZE);
}

static uint32_t entry_address(const nvs_page_t *page, unsigned index) {
	return page->address + ENTRIES_OFFSET + index * NVS_ENTRY_SIZE;
}

static bool is_blank(uint32_t address, size_t size) {
	uint8_t bytes[NVS_PAGE_SIZE];
	if (!nvs_area_read(address, bytes, size))
		return false;
	for (size_t i = 0; i < size; i++)
		if (bytes[i] != 0xff)
			return false;
	return true;
}

static unsigned state_of(const nvs_page_t *page, unsigned index) {
	uint8_t byte = 0;
	nvs_area_read(page->address + STATES_OFFSET + index / 4, &byte, 1);
	return byte >> index % 4 * 2 & 3;
}

/* One word of states at a time, as the chip writes words. */
static bool set_state(const nvs_page_t *page, unsigned from, unsigned to, unsigned state) {
	for (unsigned word = from / 16; from < to; word++) {
		uint32_t bits = UINT32_MAX;
		for (; from < to && from / 16 == word; from++)
			bits &= ~((3u & ~state) << from % 16 * 2);
		if (!nvs_area_write(page->address + STATES_OFFSET + word * 4, &bits, sizeof(bits)))
			return false;
	}
	return true;
}

static bool data_is_whole(const nvs_page_t *page, unsigned index, const nvs_entry_t *entry) {
	uint8_t data[NVS_LONGEST];
	if (entry->data.size > NVS_LONGEST || nvs_span(entry->data.size) != entry->span ||
	    !nvs_page_data(page, index, data, entry->data.size))
		return false;
	return nvs_crc(UINT32_MAX, data, entry->data.size) == entry->data.crc;
}

/* Whether all that the item has was written before the power was cut. */
static bool is_whole(const nvs_page_t *page, unsigned index, const nvs_entry_t *entry) {
	if (entry->crc != entry_crc(entry) || entry->span < 1 || index + entry->span > NVS_ENTRIES)
		return false;
	for (unsigned i = 1; i < entry->span; i++)
		if (state_of(page, index + i) != STATE_WRITTEN)
			return false;
	return !nvs_has_data(entry->type) || data_is_whole(page, index, entry);
}

static bool clear(nvs_page_t *page, unsigned from, unsigned to) {
	page->erased += to - from;
	return set_state(page, from, to, STATE_ERASED);
}

bool nvs_page_load(nvs_page_t *page, uint32_t address) {
	header_t header;
	*page = (nvs_page_t){.address = address};
	if (!nvs_area_read(address, &header, sizeof(header)))
		return false;
	page->state = header.state;
	page->sequence = header.sequence;
	if (header.state == NVS_PAGE_EMPTY)
		return is_blank(address, NVS_PAGE_SIZE);
	if ((header.state != NVS_PAGE_ACTIVE && header.state != NVS_PAGE_FULL &&
	        header.state != NVS_PAGE_FREEING) ||
	    header.crc != header_crc(&header))
		return false;
	for (unsigned index = 0; index < NVS_ENTRIES;) {
		unsigned end = index + 1;
		unsigned state = state_of(page, index);
		nvs_entry_t entry;
		nvs_area_read(entry_address(page, index), &entry, sizeof(entry));
		if (state == STATE_WRITTEN && is_whole(page, index, &entry)) {
			end = index + entry.span;
			page->next = end;
		} else if (state == STATE_WRITTEN ||
		           (state == STATE_EMPTY && !is_blank(entry_address(page, index), NVS_ENTRY_SIZE))) {
			clear(page, index, end);
			page->next = end;
		} else if (state != STATE_EMPTY) {
			page->erased++;
			page->next = end;
		}
		index = end;
	}
	return true;
}

bool nvs_page_start(nvs_page_t *page, uint32_t address, uint32_t sequence) {
	header_t header = {.state = NVS_PAGE_ACTIVE, .sequence = sequence, .version = VERSION};
	memset(header.reserved, 0xff, sizeof(header.reserved));
	header.crc = header_crc(&header);
	*page = (nvs_page_t){.address = address, .state = NVS_PAGE_ACTIVE, .sequence = sequence};
	return nvs_area_write(address, &header, sizeof(header));
}

bool nvs_page_mark(nvs_page_t *page, nvs_page_state_t state) {
	uint32_t word = state;
	page->state = state;
	return nvs_area_write(page->address, &word, sizeof(word));
}

bool nvs_page_erase(nvs_page_t *page) {
	uint32_t address = page->address;
	*page = (nvs_page_t){.address = address, .state = NVS_PAGE_EMPTY};
	return nvs_area_erase(address);
}

bool nvs_page_item(const nvs_page_t *page, unsigned *index, nvs_entry_t *entry) {
	for (; *index < page->next; ++*index)
		if (state_of(page, *index) == STATE_WRITTEN)
			return nvs_area_read(entry_address(page, *index), entry, sizeof(*entry));
	return false;
}

bool nvs_page_has_room(const nvs_page_t *page, unsigned span) {
	return page->state == NVS_PAGE_ACTIVE && span <= NVS_ENTRIES - page->next;
}

bool nvs_page_append(nvs_page_t *page, const nvs_entry_t *entry, const void *data, size_t size) {
	unsigned index = page->next;
	page->next += entry->span;
	if (!nvs_area_write(entry_address(page, index), entry, sizeof(*entry)) ||
	    !set_state(page, index, index + 1, STATE_WRITTEN))
		return false;
	return entry->span == 1 || (nvs_area_write(entry_address(page, index + 1), data, size) &&
	                               set_state(page, index + 1, index + entry->span, STATE_WRITTEN));
}

bool nvs_page_data(const nvs_page_t *page, unsigned index, void *data, size_t size) {
	return nvs_area_read(entry_address(page, index + 1), data, size);
}

bool nvs_page_remove(nvs_page_t *page, unsigned index, unsigned span) {
	return clear(page, index, index + span);
}
