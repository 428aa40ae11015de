#include <stdio.h>
#include <stdlib.h>
#include "esp_err.h"
#include "nvs.h"

#define NAME(code)                                                                                           \
	case code:                                                                                               \
		return #code;

const char *esp_err_to_name(esp_err_t code) {
	switch (code) {
		NAME(ESP_OK)
		NAME(ESP_FAIL)
		NAME(ESP_ERR_NO_MEM)
		NAME(ESP_ERR_INVALID_ARG)
		NAME(ESP_ERR_INVALID_STATE)
		NAME(ESP_ERR_INVALID_SIZE)
		NAME(ESP_ERR_NOT_FOUND)
		NAME(ESP_ERR_NOT_SUPPORTED)
		NAME(ESP_ERR_TIMEOUT)
		NAME(ESP_ERR_INVALID_RESPONSE)
		NAME(ESP_ERR_INVALID_CRC)
		NAME(ESP_ERR_INVALID_VERSION)
		NAME(ESP_ERR_INVALID_MAC)
		NAME(ESP_ERR_NOT_FINISHED)
		NAME(ESP_ERR_NOT_ALLOWED)
		NAME(ESP_ERR_NVS_NOT_INITIALIZED)
		NAME(ESP_ERR_NVS_NOT_FOUND)
		NAME(ESP_ERR_NVS_TYPE_MISMATCH)
		NAME(ESP_ERR_NVS_READ_ONLY)
		NAME(ESP_ERR_NVS_NOT_ENOUGH_SPACE)
		NAME(ESP_ERR_NVS_INVALID_NAME)
		NAME(ESP_ERR_NVS_INVALID_HANDLE)
		NAME(ESP_ERR_NVS_REMOVE_FAILED)
		NAME(ESP_ERR_NVS_KEY_TOO_LONG)
		NAME(ESP_ERR_NVS_INVALID_LENGTH)
		NAME(ESP_ERR_NVS_NO_FREE_PAGES)
		NAME(ESP_ERR_NVS_VALUE_TOO_LONG)
		NAME(ESP_ERR_NVS_PART_NOT_FOUND)
	default:
		return "UNKNOWN ERROR";
	}
}

const char *esp_err_to_name_r(esp_err_t code, char *buf, size_t buflen) {
	snprintf(buf, buflen, "%s", esp_err_to_name(code));
	return buf;
}

void _esp_error_check_failed_without_abort(
    esp_err_t rc, const char *file, int line, const char *function, const char *expression) {
	fprintf(stderr,
	    "ESP_ERROR_CHECK_WITHOUT_ABORT failed: esp_err_t 0x%x (%s)\nfile: \"%s\" line %d\nfunc: %s\n"
	    "expression: %s\n",
	    (unsigned)rc, esp_err_to_name(rc), file, line, function, expression);
}

void _esp_error_check_failed(
    esp_err_t rc, const char *file, int line, const char *function, const char *expression) {
	fprintf(stderr,
	    "ESP_ERROR_CHECK failed: esp_err_t 0x%x (%s)\nfile: \"%s\" line %d\nfunc: %s\nexpression: %s\n",
	    (unsigned)rc, esp_err_to_name(rc), file, line, function, expression);
	abort();
}
