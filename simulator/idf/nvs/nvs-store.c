#include "nvs-store.h"

#include <stdlib.h>
#include <string.h>
#include "nvs-area.h"
#include "nvs.h"

#define MOST_PAGES 64

static struct {
	bool open;
	unsigned count;
	nvs_page_t pages[MOST_PAGES];
} store;

static int by_sequence(const void *one, const void *other) {
	const nvs_page_t *a = one, *b = other;
	if ((a->state == NVS_PAGE_EMPTY) != (b->state == NVS_PAGE_EMPTY))
		return a->state == NVS_PAGE_EMPTY ? 1 : -1;
	return a->sequence < b->sequence ? -1 : a->sequence > b->sequence;
}

static void sort(void) {
	qsort(store.pages, store.count, sizeof(store.pages[0]), by_sequence);
}

static unsigned used(void) {
	unsigned count = 0;
	while (count < store.count && store.pages[count].state != NVS_PAGE_EMPTY)
		count++;
	return count;
}

/* The pages in use come first, the oldest before the others; so the last of them is the one that is written
 * to. */
static nvs_page_t *active(void) {
	unsigned count = used();
	return count && store.pages[count - 1].state == NVS_PAGE_ACTIVE ? &store.pages[count - 1] : NULL;
}

static bool same(const nvs_entry_t *one, const nvs_entry_t *other) {
	return one->space == other->space && !strncmp(one->key, other->key, sizeof(one->key));
}

bool nvs_store_next(nvs_item_t *item) {
	if (!item->page)
		*item = (nvs_item_t){.page = store.pages};
	else
		item->index += item->entry.span;
	for (; item->page < store.pages + used(); item->page++, item->index = 0)
		if (nvs_page_item(item->page, &item->index, &item->entry))
			return true;
	return false;
}

bool nvs_store_find(uint8_t space, const char *key, nvs_item_t *item) {
	nvs_entry_t wanted = {.space = space};
	strncpy(wanted.key, key, sizeof(wanted.key) - 1);
	for (*item = (nvs_item_t){0}; nvs_store_next(item);)
		if (same(&item->entry, &wanted))
			return true;
	return false;
}

/* Where the power was cut before the old item was erased, the new one counts. */
static bool remove_older_twins(void) {
	for (nvs_item_t item = {0}; nvs_store_next(&item);) {
		nvs_item_t later = item;
		while (nvs_store_next(&later))
			if (same(&item.entry, &later.entry)) {
				if (!nvs_page_remove(item.page, item.index, item.entry.span))
					return false;
				break;
			}
	}
	return true;
}

/* Appends to a page that is not full. */
static bool copy(const nvs_item_t *item, nvs_page_t *to) {
	uint8_t data[NVS_LONGEST];
	size_t size = nvs_has_data(item->entry.type) ? item->entry.data.size : 0;
	return (!size || nvs_page_data(item->page, item->index, data, size)) &&
	       nvs_page_append(to, &item->entry, data, size);
}

/* Moves what still counts to the page that is written to, and erases the page. */
static bool evacuate(nvs_page_t *from) {
	nvs_page_t *to = active();
	nvs_item_t item = {.page = from};
	for (; nvs_page_item(from, &item.index, &item.entry); item.index += item.entry.span) {
		if (!to || to == from || !nvs_page_has_room(to, item.entry.span))
			return false;
		if (!copy(&item, to))
			return false;
	}
	bool erased = nvs_page_erase(from);
	sort();
	return erased;
}

static bool start_page(void) {
	unsigned count = used();
	if (count == store.count)
		return false;
	uint32_t sequence = count ? store.pages[count - 1].sequence + 1 : 0;
	return nvs_page_start(&store.pages[count], store.pages[count].address, sequence);
}

/* The evacuation of a page was interrupted. Without a younger page it had not begun to copy. */
static bool finish_evacuation(void) {
	for (unsigned i = 0; i < used(); i++)
		if (store.pages[i].state == NVS_PAGE_FREEING) {
			if (!active() && !start_page())
				return false;
			return evacuate(&store.pages[i]);
		}
	return true;
}

esp_err_t nvs_store_open(void) {
	if (store.open)
		return ESP_OK;
	store.count = nvs_area_size() / NVS_PAGE_SIZE;
	if (!store.count)
		return ESP_ERR_NVS_PART_NOT_FOUND;
	if (store.count > MOST_PAGES)
		store.count = MOST_PAGES;
	for (unsigned i = 0; i < store.count; i++)
		if (!nvs_page_load(&store.pages[i], i * NVS_PAGE_SIZE) && !nvs_page_erase(&store.pages[i]))
			return ESP_FAIL;
	sort();
	if (!remove_older_twins() || !finish_evacuation())
		return ESP_FAIL;
	if (used() == store.count)
		return ESP_ERR_NVS_NO_FREE_PAGES;
	store.open = true;
	return ESP_OK;
}

void nvs_store_close(void) {
	memset(&store, 0, sizeof(store));
}

bool nvs_store_is_open(void) {
	return store.open;
}

static nvs_page_t *most_erased(void) {
	nvs_page_t *most = NULL;
	for (unsigned i = 0; i < used(); i++) {
		nvs_page_t *page = &store.pages[i];
		unsigned gain = page->erased + NVS_ENTRIES - page->next;
		if (gain && (!most || gain > most->erased + NVS_ENTRIES - most->next))
			most = page;
	}
	return most;
}

/* Makes the next page the one that is written to. One page always stays free, to evacuate another to. */
static esp_err_t next_page(void) {
	nvs_page_t *full = active();
	if (full && !nvs_page_mark(full, NVS_PAGE_FULL))
		return ESP_FAIL;
	if (store.count - used() > 1)
		return start_page() ? ESP_OK : ESP_FAIL;
	nvs_page_t *page = most_erased();
	if (!page)
		return ESP_ERR_NVS_NOT_ENOUGH_SPACE;
	if (!nvs_page_mark(page, NVS_PAGE_FREEING) || !start_page())
		return ESP_FAIL;
	return evacuate(page) ? ESP_OK : ESP_FAIL;
}

static esp_err_t make_room(unsigned span) {
	for (unsigned tries = 0; tries <= store.count; tries++) {
		nvs_page_t *page = active();
		if (page && nvs_page_has_room(page, span))
			return ESP_OK;
		esp_err_t error = next_page();
		if (error)
			return error;
	}
	return ESP_ERR_NVS_NOT_ENOUGH_SPACE;
}

static bool is_unchanged(const nvs_item_t *old, uint8_t type, const void *data, size_t size) {
	uint8_t bytes[NVS_LONGEST];
	return old->entry.type == type && (!nvs_has_data(type) || old->entry.data.size == size) &&
	       nvs_store_read(old, bytes, size) == ESP_OK && !memcmp(bytes, data, size);
}

static nvs_entry_t make_entry(uint8_t space, uint8_t type, const char *key, const void *data, size_t size) {
	nvs_entry_t entry = {.space = space, .type = type, .span = 1, .chunk = 0xff};
	strncpy(entry.key, key, sizeof(entry.key) - 1);
	if (nvs_has_data(type)) {
		entry.span = (uint8_t)nvs_span(size);
		entry.data.size = (uint16_t)size;
		entry.data.reserved = 0xffff;
		entry.data.crc = nvs_crc(UINT32_MAX, data, size);
	} else {
		memset(entry.bytes, 0xff, sizeof(entry.bytes));
		memcpy(entry.bytes, data, size);
	}
	nvs_entry_seal(&entry);
	return entry;
}

esp_err_t nvs_store_set(uint8_t space, uint8_t type, const char *key, const void *data, size_t size) {
	nvs_item_t old;
	if (size > NVS_LONGEST)
		return ESP_ERR_NVS_VALUE_TOO_LONG;
	if (nvs_store_find(space, key, &old)) {
		if (old.entry.type != type)
			return ESP_ERR_NVS_TYPE_MISMATCH;
		if (is_unchanged(&old, type, data, size))
			return ESP_OK;
	}
	nvs_entry_t entry = make_entry(space, type, key, data, size);
	esp_err_t error = make_room(entry.span);
	if (error)
		return error;
	bool replaces = nvs_store_find(space, key, &old);
	if (!nvs_page_append(active(), &entry, data, size))
		return ESP_FAIL;
	if (replaces && !nvs_page_remove(old.page, old.index, old.entry.span))
		return ESP_ERR_NVS_REMOVE_FAILED;
	return ESP_OK;
}

esp_err_t nvs_store_read(const nvs_item_t *item, void *data, size_t size) {
	if (nvs_has_data(item->entry.type))
		return nvs_page_data(item->page, item->index, data, size) ? ESP_OK : ESP_FAIL;
	memcpy(data, item->entry.bytes, size);
	return ESP_OK;
}

esp_err_t nvs_store_erase(nvs_item_t *item) {
	return nvs_page_remove(item->page, item->index, item->entry.span) ? ESP_OK : ESP_FAIL;
}
