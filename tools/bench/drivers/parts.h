#ifndef PARTS_H
#define PARTS_H

#include "es8311-core.h"
#include "observer.h"
#include "ov2640-core.h"
#include "ws2812-core.h"

/** The size of a microphone chunk and of what is written for the speaker at a time, and the strip's pixels.
 */
enum { CHUNK = 492, PORTION_MILLISECONDS = 20, RATE = 16000, PIXELS = 8 };
enum { PORTION = RATE * PORTION_MILLISECONDS / 1000 };

/** The pins of boards/esp32s3 and the classes' defaults. */
extern const es8311_configuration_t codec_configuration;
extern const ov2640_configuration_t camera_configuration;
extern const ws2812_configuration_t light_configuration;

/** Bytes by which stacks are larger than configured, so that all that a PC uses of them can be measured. */
extern uint32_t extra_stack;

/** Drivers that tell `observer`. They end the program when there is no memory. */
es8311_core_t *codec_create(observer_t *observer);
ov2640_core_t *camera_create(observer_t *observer);
ws2812_core_t *light_create(observer_t *observer);

/** Start a driver and wait until it has told that it can be used. They end the program when it has not. */
void codec_start(es8311_core_t *core, es8311_direction_t direction, observer_t *observer);
void camera_start_and_wait(ov2640_core_t *core, observer_t *observer);

/** Writes one portion of a tone. */
void codec_write_portion(es8311_core_t *core);

/** Reads all chunks that wait; returns how many. */
uint32_t codec_read_chunks(es8311_core_t *core);

/** Lends the newest frame and returns it; returns its length, 0 when there is none. */
size_t camera_pass_frame(ov2640_core_t *core);

/** Closes a driver and waits until its task has ended. */
void codec_close(es8311_core_t *core);
void camera_close(ov2640_core_t *core);
void light_close(ws2812_core_t *core);

#endif
