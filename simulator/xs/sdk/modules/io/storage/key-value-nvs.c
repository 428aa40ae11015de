/* The module `embedded:storage/key-value` over NVS, as the SDK's for the ESP32. */
#include "mc.xs.h"
#include "nvs_flash.h"
#include "xsHost.h"
#include "xsmc.h"

#include <string.h>

static const struct {
	const char *name;
	nvs_type_t type;
} formats[] = {
    {"buffer", NVS_TYPE_BLOB},
    {"string", NVS_TYPE_STR},
    {"uint8", NVS_TYPE_U8},
    {"int8", NVS_TYPE_I8},
    {"uint16", NVS_TYPE_U16},
    {"int16", NVS_TYPE_I16},
    {"uint32", NVS_TYPE_U32},
    {"int32", NVS_TYPE_I32},
};

typedef struct {
	nvs_handle_t handle;
	size_t format;
} key_value_t;

void xs_key_value_destructor(void *data) {
	key_value_t *storage = data;
	if (storage)
		nvs_close(storage->handle);
	free(storage);
}

static const xsHostHooks hooks = {xs_key_value_destructor, NULL, NULL};

static void throw_if(xsMachine *the, esp_err_t error) {
	if (error)
		xsUnknownError("%s", esp_err_to_name(error));
}

static key_value_t *this_storage(xsMachine *the) {
	key_value_t *storage = xsmcGetHostDataValidate(xsThis, (void *)&hooks);
	if (!storage)
		xsUnknownError("closed");
	return storage;
}

static void to_key(xsMachine *the, char *key, size_t size) {
	const char *text = xsmcToString(xsArg(0));
	if (strlen(text) >= size)
		throw_if(the, ESP_ERR_NVS_KEY_TOO_LONG);
	strcpy(key, text);
}

static size_t to_format(xsMachine *the, xsSlot *slot) {
	const char *name = xsmcToString(*slot);
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
		if (!strcmp(formats[i].name, name))
			return i;
	xsRangeError("format \"%s\" is not supported", name);
}

static nvs_open_mode_t get_mode(xsMachine *the) {
	xsSlot value;
	if (!xsmcHas(xsArg(0), xsID_mode))
		return NVS_READWRITE;
	xsmcGet(value, xsArg(0), xsID_mode);
	const char *mode = xsmcToString(value);
	if (!strcmp(mode, "r"))
		return NVS_READONLY;
	if (strcmp(mode, "r+"))
		xsRangeError("mode \"%s\" is not \"r\" or \"r+\"", mode);
	return NVS_READWRITE;
}

static void get_path(xsMachine *the, char *path, size_t size) {
	xsSlot value;
	if (!xsmcHas(xsArg(0), xsID_path))
		xsUnknownError("the option path is missing");
	xsmcGet(value, xsArg(0), xsID_path);
	const char *text = xsmcToString(value);
	size_t length = strlen(text);
	if (length && text[length - 1] == '/')
		length--;
	if (length >= size)
		throw_if(the, ESP_ERR_NVS_INVALID_NAME);
	memcpy(path, text, length);
	path[length] = 0;
}

void xs_key_value_open(xsMachine *the) {
	xsSlot value;
	char path[NVS_NS_NAME_MAX_SIZE];
	size_t format = 0;
	nvs_handle_t handle;
	get_path(the, path, sizeof(path));
	nvs_open_mode_t mode = get_mode(the);
	if (xsmcHas(xsArg(0), xsID_format)) {
		xsmcGet(value, xsArg(0), xsID_format);
		format = to_format(the, &value);
	}
	/* On the chip the SDK's main program does this. */
	throw_if(the, nvs_flash_init());
	throw_if(the, nvs_open(path, mode, &handle));
	key_value_t *storage = malloc(sizeof(key_value_t));
	if (!storage) {
		nvs_close(handle);
		xsUnknownError("no memory");
	}
	*storage = (key_value_t){handle, format};
	xsmcSetHostData(xsThis, storage);
	xsSetHostHooks(xsThis, (xsHostHooks *)&hooks);
}

void xs_key_value_close(xsMachine *the) {
	key_value_t *storage = xsmcGetHostDataValidate(xsThis, (void *)&hooks);
	xsmcSetHostData(xsThis, NULL);
	xs_key_value_destructor(storage);
}

static void read_buffer(xsMachine *the, nvs_handle_t handle, const char *key) {
	size_t length = 0;
	void *bytes;
	esp_err_t error = nvs_get_blob(handle, key, NULL, &length);
	if (error == ESP_ERR_NVS_NOT_FOUND)
		return;
	throw_if(the, error);
	if (xsmcArgc > 1 && xsmcTypeOf(xsArg(1)) != xsUndefinedType) {
		xsUnsignedValue size;
		xsmcGetBufferWritable(xsArg(1), &bytes, &size);
		if (size < length)
			xsRangeError("the buffer has %u bytes; the value has %u", (unsigned)size, (unsigned)length);
		xsmcSetInteger(xsResult, (xsIntegerValue)length);
	} else {
		xsmcSetArrayBuffer(xsResult, NULL, (xsIntegerValue)length);
		bytes = xsmcToArrayBuffer(xsResult);
	}
	throw_if(the, nvs_get_blob(handle, key, bytes, &length));
}

static void read_string(xsMachine *the, nvs_handle_t handle, const char *key) {
	char text[4000];
	size_t length = sizeof(text);
	esp_err_t error = nvs_get_str(handle, key, text, &length);
	if (error == ESP_ERR_NVS_NOT_FOUND)
		return;
	throw_if(the, error);
	xsmcSetString(xsResult, text);
}

#define READ(name, number_type, set)                                                                         \
	{                                                                                                        \
		number_type number;                                                                                  \
		esp_err_t error = nvs_get_##name(storage->handle, key, &number);                                     \
		if (error == ESP_ERR_NVS_NOT_FOUND)                                                                  \
			return;                                                                                          \
		throw_if(the, error);                                                                                \
		set;                                                                                                 \
		return;                                                                                              \
	}

void xs_key_value_read(xsMachine *the) {
	char key[64];
	to_key(the, key, sizeof(key));
	key_value_t *storage = this_storage(the);
	switch (formats[storage->format].type) {
	case NVS_TYPE_STR:
		read_string(the, storage->handle, key);
		return;
	case NVS_TYPE_U8:
		READ(u8, uint8_t, xsmcSetInteger(xsResult, number))
	case NVS_TYPE_I8:
		READ(i8, int8_t, xsmcSetInteger(xsResult, number))
	case NVS_TYPE_U16:
		READ(u16, uint16_t, xsmcSetInteger(xsResult, number))
	case NVS_TYPE_I16:
		READ(i16, int16_t, xsmcSetInteger(xsResult, number))
	case NVS_TYPE_U32:
		READ(u32, uint32_t, xsmcSetNumber(xsResult, number))
	case NVS_TYPE_I32:
		READ(i32, int32_t, xsmcSetInteger(xsResult, number))
	default:
		read_buffer(the, storage->handle, key);
	}
}

static esp_err_t write_number(xsMachine *the, const key_value_t *storage, const char *key) {
	double number = xsmcToNumber(xsArg(1));
	switch (formats[storage->format].type) {
	case NVS_TYPE_U8:
		return nvs_set_u8(storage->handle, key, (uint8_t)(int64_t)number);
	case NVS_TYPE_I8:
		return nvs_set_i8(storage->handle, key, (int8_t)(int64_t)number);
	case NVS_TYPE_U16:
		return nvs_set_u16(storage->handle, key, (uint16_t)(int64_t)number);
	case NVS_TYPE_I16:
		return nvs_set_i16(storage->handle, key, (int16_t)(int64_t)number);
	case NVS_TYPE_U32:
		return nvs_set_u32(storage->handle, key, (uint32_t)(int64_t)number);
	default:
		return nvs_set_i32(storage->handle, key, (int32_t)(int64_t)number);
	}
}

void xs_key_value_write(xsMachine *the) {
	char key[64];
	void *bytes;
	xsUnsignedValue size;
	esp_err_t error;
	to_key(the, key, sizeof(key));
	key_value_t *storage = this_storage(the);
	switch (formats[storage->format].type) {
	case NVS_TYPE_BLOB:
		xsmcGetBufferReadable(xsArg(1), &bytes, &size);
		error = nvs_set_blob(storage->handle, key, bytes, size);
		break;
	case NVS_TYPE_STR:
		error = nvs_set_str(storage->handle, key, xsmcToString(xsArg(1)));
		break;
	default:
		error = write_number(the, storage, key);
	}
	throw_if(the, error);
	throw_if(the, nvs_commit(storage->handle));
}

void xs_key_value_delete(xsMachine *the) {
	char key[64];
	to_key(the, key, sizeof(key));
	key_value_t *storage = this_storage(the);
	esp_err_t error = nvs_erase_key(storage->handle, key);
	if (error != ESP_ERR_NVS_NOT_FOUND)
		throw_if(the, error);
}

void xs_key_value_get_format(xsMachine *the) {
	xsmcSetString(xsResult, (char *)formats[this_storage(the)->format].name);
}

void xs_key_value_set_format(xsMachine *the) {
	size_t format = to_format(the, &xsArg(0));
	this_storage(the)->format = format;
}

void xs_key_value_keys(xsMachine *the) {
	nvs_iterator_t iterator;
	nvs_entry_info_t info;
	volatile xsIndex count = 0;
	xsmcVars(1);
	xsmcSetNewArray(xsResult, 0);
	esp_err_t error = nvs_entry_find_in_handle(this_storage(the)->handle, NVS_TYPE_ANY, &iterator);
	while (!error) {
		nvs_entry_info(iterator, &info);
		xsTry {
			xsmcSetString(xsVar(0), info.key);
			xsmcSetIndex(xsResult, count++, xsVar(0));
		}
		xsCatch {
			nvs_release_iterator(iterator);
			xsThrow(xsException);
		}
		error = nvs_entry_next(&iterator);
	}
}
