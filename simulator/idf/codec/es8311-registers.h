/** The ES8311's registers that its codec driver sets, named as in the datasheet. */
#pragma once

#define ES8311_RESET 0x00
#define ES8311_CLOCK_ENABLE 0x01
#define ES8311_CLOCK_DIVIDERS 0x02
#define ES8311_SDP_IN 0x09
#define ES8311_SDP_OUT 0x0A
#define ES8311_SYSTEM_POWER 0x0D
#define ES8311_SYSTEM_ADC 0x0E
#define ES8311_SYSTEM_DAC 0x12
#define ES8311_SYSTEM_INPUT 0x14
#define ES8311_ADC_SCALE 0x16
#define ES8311_ADC_VOLUME 0x17
#define ES8311_DAC_MUTE 0x31
#define ES8311_DAC_VOLUME 0x32
#define ES8311_GPIO 0x44
