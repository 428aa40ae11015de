#include "nvs.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include "nvs-store.h"
#include "nvs_flash.h"

#define MOST_HANDLES 64
#define MOST_SPACES 254

struct nvs_opaque_iterator_t {
	nvs_type_t type;
	uint8_t space;
	nvs_item_t item;
	char name[NVS_NS_NAME_MAX_SIZE];
};

typedef struct {
	/** 0 where it is not open. No handle has a number that another has had. */
	nvs_handle_t number;
	bool readOnly;
	uint8_t space;
	char name[NVS_NS_NAME_MAX_SIZE];
} handle_t;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static handle_t handles[MOST_HANDLES];
static nvs_handle_t last;

/* Runs `call`, a value of esp_err_t, with the lock held. */
#define LOCKED(call)                                                                                         \
	({                                                                                                       \
		pthread_mutex_lock(&lock);                                                                           \
		esp_err_t error_ = nvs_store_is_open() ? (call) : ESP_ERR_NVS_NOT_INITIALIZED;                       \
		pthread_mutex_unlock(&lock);                                                                         \
		error_;                                                                                              \
	})

esp_err_t nvs_flash_init(void) {
	pthread_mutex_lock(&lock);
	esp_err_t error = nvs_store_open();
	pthread_mutex_unlock(&lock);
	return error;
}

esp_err_t nvs_flash_deinit(void) {
	pthread_mutex_lock(&lock);
	bool open = nvs_store_is_open();
	nvs_store_close();
	memset(handles, 0, sizeof(handles));
	pthread_mutex_unlock(&lock);
	return open ? ESP_OK : ESP_ERR_NVS_NOT_INITIALIZED;
}

static bool is_name(const char *name) {
	return name && *name && strlen(name) < NVS_KEY_NAME_MAX_SIZE;
}

/* Namespaces are items of the namespace 0: the name and the number. */
static esp_err_t find_space(const char *name, bool make, uint8_t *space) {
	uint8_t greatest = 0;
	for (nvs_item_t item = {0}; nvs_store_next(&item);) {
		if (item.entry.space != 0)
			continue;
		if (!strncmp(item.entry.key, name, sizeof(item.entry.key))) {
			*space = item.entry.bytes[0];
			return ESP_OK;
		}
		if (item.entry.bytes[0] > greatest)
			greatest = item.entry.bytes[0];
	}
	if (!make)
		return ESP_ERR_NVS_NOT_FOUND;
	if (greatest == MOST_SPACES)
		return ESP_ERR_NVS_NOT_ENOUGH_SPACE;
	*space = greatest + 1;
	return nvs_store_set(0, NVS_TYPE_U8, name, space, 1);
}

static esp_err_t open_space(const char *name, nvs_open_mode_t mode, nvs_handle_t *out_handle) {
	for (unsigned i = 0; i < MOST_HANDLES; i++) {
		if (handles[i].number)
			continue;
		handle_t handle = {.number = last + 1, .readOnly = mode == NVS_READONLY};
		esp_err_t error = find_space(name, !handle.readOnly, &handle.space);
		if (error)
			return error;
		strcpy(handle.name, name);
		handles[i] = handle;
		*out_handle = ++last;
		return ESP_OK;
	}
	return ESP_ERR_NO_MEM;
}

esp_err_t nvs_open(const char *namespace_name, nvs_open_mode_t open_mode, nvs_handle_t *out_handle) {
	if (!is_name(namespace_name))
		return ESP_ERR_NVS_INVALID_NAME;
	return LOCKED(open_space(namespace_name, open_mode, out_handle));
}

static handle_t *find(nvs_handle_t handle) {
	for (unsigned i = 0; handle && i < MOST_HANDLES; i++)
		if (handles[i].number == handle)
			return &handles[i];
	return NULL;
}

void nvs_close(nvs_handle_t handle) {
	pthread_mutex_lock(&lock);
	handle_t *open = find(handle);
	if (open)
		open->number = 0;
	pthread_mutex_unlock(&lock);
}

static esp_err_t check(nvs_handle_t handle, const char *key, bool write) {
	if (!find(handle))
		return ESP_ERR_NVS_INVALID_HANDLE;
	if (write && find(handle)->readOnly)
		return ESP_ERR_NVS_READ_ONLY;
	if (!key || !*key)
		return ESP_ERR_NVS_INVALID_NAME;
	return strlen(key) < NVS_KEY_NAME_MAX_SIZE ? ESP_OK : ESP_ERR_NVS_KEY_TOO_LONG;
}

static esp_err_t set(nvs_handle_t handle, uint8_t type, const char *key, const void *data, size_t size) {
	esp_err_t error = check(handle, key, true);
	return error ? error : nvs_store_set(find(handle)->space, type, key, data, size);
}

static esp_err_t look_up(nvs_handle_t handle, uint8_t type, const char *key, bool write, nvs_item_t *item) {
	esp_err_t error = check(handle, key, write);
	if (error)
		return error;
	if (!nvs_store_find(find(handle)->space, key, item))
		return ESP_ERR_NVS_NOT_FOUND;
	return type == NVS_TYPE_ANY || type == item->entry.type ? ESP_OK : ESP_ERR_NVS_TYPE_MISMATCH;
}

static esp_err_t get(nvs_handle_t handle, uint8_t type, const char *key, void *value, size_t size) {
	nvs_item_t item;
	esp_err_t error = look_up(handle, type, key, false, &item);
	return error ? error : nvs_store_read(&item, value, size);
}

/* Without `value`: how long it is. */
static esp_err_t get_data(nvs_handle_t handle, uint8_t type, const char *key, void *value, size_t *length) {
	nvs_item_t item;
	esp_err_t error = look_up(handle, type, key, false, &item);
	if (error)
		return error;
	size_t capacity = *length;
	*length = item.entry.data.size;
	if (!value)
		return ESP_OK;
	return capacity < *length ? ESP_ERR_NVS_INVALID_LENGTH : nvs_store_read(&item, value, *length);
}

#define NUMBERS(name, number_type, nvs_type)                                                                 \
	esp_err_t nvs_set_##name(nvs_handle_t handle, const char *key, number_type value) {                      \
		return LOCKED(set(handle, nvs_type, key, &value, sizeof(value)));                                    \
	}                                                                                                        \
	esp_err_t nvs_get_##name(nvs_handle_t handle, const char *key, number_type *out_value) {                 \
		return LOCKED(get(handle, nvs_type, key, out_value, sizeof(*out_value)));                            \
	}

NUMBERS(u8, uint8_t, NVS_TYPE_U8)
NUMBERS(i8, int8_t, NVS_TYPE_I8)
NUMBERS(u16, uint16_t, NVS_TYPE_U16)
NUMBERS(i16, int16_t, NVS_TYPE_I16)
NUMBERS(u32, uint32_t, NVS_TYPE_U32)
NUMBERS(i32, int32_t, NVS_TYPE_I32)
NUMBERS(u64, uint64_t, NVS_TYPE_U64)
NUMBERS(i64, int64_t, NVS_TYPE_I64)

esp_err_t nvs_set_str(nvs_handle_t handle, const char *key, const char *value) {
	return LOCKED(set(handle, NVS_TYPE_STR, key, value, strlen(value) + 1));
}

esp_err_t nvs_get_str(nvs_handle_t handle, const char *key, char *out_value, size_t *length) {
	return LOCKED(get_data(handle, NVS_TYPE_STR, key, out_value, length));
}

esp_err_t nvs_set_blob(nvs_handle_t handle, const char *key, const void *value, size_t length) {
	return LOCKED(set(handle, NVS_TYPE_BLOB, key, value, length));
}

esp_err_t nvs_get_blob(nvs_handle_t handle, const char *key, void *out_value, size_t *length) {
	return LOCKED(get_data(handle, NVS_TYPE_BLOB, key, out_value, length));
}

static esp_err_t find_key(nvs_handle_t handle, const char *key, nvs_type_t *out_type) {
	nvs_item_t item;
	esp_err_t error = look_up(handle, NVS_TYPE_ANY, key, false, &item);
	if (!error && out_type)
		*out_type = item.entry.type;
	return error;
}

esp_err_t nvs_find_key(nvs_handle_t handle, const char *key, nvs_type_t *out_type) {
	return LOCKED(find_key(handle, key, out_type));
}

static esp_err_t erase_key(nvs_handle_t handle, const char *key) {
	nvs_item_t item;
	esp_err_t error = look_up(handle, NVS_TYPE_ANY, key, true, &item);
	return error ? error : nvs_store_erase(&item);
}

esp_err_t nvs_erase_key(nvs_handle_t handle, const char *key) {
	return LOCKED(erase_key(handle, key));
}

static esp_err_t erase_all(nvs_handle_t handle) {
	esp_err_t error = check(handle, "any", true);
	for (nvs_item_t item = {0}; !error && nvs_store_next(&item);)
		if (item.entry.space == find(handle)->space)
			error = nvs_store_erase(&item);
	return error;
}

esp_err_t nvs_erase_all(nvs_handle_t handle) {
	return LOCKED(erase_all(handle));
}

esp_err_t nvs_commit(nvs_handle_t handle) {
	return LOCKED(find(handle) ? ESP_OK : ESP_ERR_NVS_INVALID_HANDLE);
}

static esp_err_t advance(nvs_iterator_t iterator) {
	while (nvs_store_next(&iterator->item))
		if (iterator->item.entry.space == iterator->space &&
		    (iterator->type == NVS_TYPE_ANY || iterator->type == iterator->item.entry.type))
			return ESP_OK;
	return ESP_ERR_NVS_NOT_FOUND;
}

static esp_err_t start(nvs_handle_t handle, nvs_iterator_t iterator) {
	handle_t *open = find(handle);
	if (!open)
		return ESP_ERR_NVS_INVALID_HANDLE;
	iterator->space = open->space;
	strcpy(iterator->name, open->name);
	return advance(iterator);
}

esp_err_t nvs_entry_find_in_handle(nvs_handle_t handle, nvs_type_t type, nvs_iterator_t *output_iterator) {
	nvs_iterator_t iterator = calloc(1, sizeof(*iterator));
	*output_iterator = NULL;
	if (!iterator)
		return ESP_ERR_NO_MEM;
	iterator->type = type;
	esp_err_t error = LOCKED(start(handle, iterator));
	if (error)
		free(iterator);
	else
		*output_iterator = iterator;
	return error;
}

esp_err_t nvs_entry_next(nvs_iterator_t *iterator) {
	esp_err_t error = LOCKED(advance(*iterator));
	if (error) {
		nvs_release_iterator(*iterator);
		*iterator = NULL;
	}
	return error;
}

esp_err_t nvs_entry_info(const nvs_iterator_t iterator, nvs_entry_info_t *out_info) {
	*out_info = (nvs_entry_info_t){.type = iterator->item.entry.type};
	strcpy(out_info->namespace_name, iterator->name);
	memcpy(out_info->key, iterator->item.entry.key, sizeof(out_info->key));
	return ESP_OK;
}

void nvs_release_iterator(nvs_iterator_t iterator) {
	free(iterator);
}
