/** All pages of NVS: items by namespace and key. Not for several threads at a time. */
#pragma once

#include <stddef.h>

#include "esp_err.h"
#include "nvs-page.h"

/** Where an item is; it may move with the next change. */
typedef struct {
	nvs_page_t *page;
	unsigned index;
	nvs_entry_t entry;
} nvs_item_t;

/** Reads the pages, and tidies up what a power cut has left. */
esp_err_t nvs_store_open(void);
void nvs_store_close(void);
bool nvs_store_is_open(void);

/** The next item after `item`, or the first where its page is NULL; false at the end. */
bool nvs_store_next(nvs_item_t *item);

bool nvs_store_find(uint8_t space, const char *key, nvs_item_t *item);

/** Replaces the item of that namespace and key: the new one is whole before the old one is erased. */
esp_err_t nvs_store_set(uint8_t space, uint8_t type, const char *key, const void *data, size_t size);

esp_err_t nvs_store_read(const nvs_item_t *item, void *data, size_t size);

esp_err_t nvs_store_erase(nvs_item_t *item);
