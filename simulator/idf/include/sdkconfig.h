/**
 * What ESP-IDF's build generates from menuconfig, for the chip that is simulated: an ESP32-S3 with octal
 * PSRAM, set up as the Moddable SDK 8.2.3 does (its sdkconfig.defaults for esp32s3).
 */
#pragma once

#define CONFIG_IDF_TARGET "esp32s3"
#define CONFIG_IDF_TARGET_ESP32S3 1
#define CONFIG_FREERTOS_HZ 1000
#define CONFIG_FREERTOS_NUMBER_OF_CORES 2
#define CONFIG_FREERTOS_TASK_NOTIFICATION_ARRAY_ENTRIES 1
#define CONFIG_LOG_DEFAULT_LEVEL 3
#define CONFIG_LOG_MAXIMUM_LEVEL 3
#define CONFIG_SPIRAM 1
#define CONFIG_SPIRAM_MODE_OCT 1
#define CONFIG_CODEC_ES8311_SUPPORT 1
#define CONFIG_CODEC_I2C_BACKWARD_COMPATIBLE 0
