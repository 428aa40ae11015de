/* Measures one figure of the drivers on simulator/idf: `drivers-benchmark MEASURE AMOUNT`. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "measures.h"

static const struct {
	const char *name;
	void (*measure)(unsigned amount);
} measures[] = {
    {"memory-es8311", memory_of_codec},
    {"memory-ov2640", memory_of_camera},
    {"memory-ws2812", memory_of_light},
    {"stacks-es8311", stacks_of_codec},
    {"stacks-ov2640", stacks_of_camera},
    {"stacks-ws2812", stacks_of_light},
    {"cpu-microphone", cpu_of_microphone},
    {"cpu-speaker", cpu_of_speaker},
    {"cpu-camera", cpu_of_camera},
    {"cpu-microphone-calls", cpu_of_microphone_calls},
    {"cpu-speaker-calls", cpu_of_speaker_calls},
    {"cpu-camera-calls", cpu_of_camera_calls},
    {"work-microphone", work_of_microphone},
    {"work-speaker", work_of_speaker},
    {"work-camera", work_of_camera},
    {"start-microphone", start_of_microphone},
    {"start-camera", start_of_camera},
};

int main(int count, char **arguments) {
	/* Else a task that logs would have a buffer of 8 KB on its stack. */
	static char buffer[BUFSIZ];
	setvbuf(stderr, buffer, _IOLBF, sizeof buffer);
	int amount = count == 3 ? atoi(arguments[2]) : 0;
	for (size_t index = 0; index < sizeof measures / sizeof measures[0] && amount > 0; index++) {
		if (strcmp(arguments[1], measures[index].name) == 0) {
			measures[index].measure((unsigned)amount);
			return 0;
		}
	}
	fprintf(stderr, "usage: drivers-benchmark MEASURE AMOUNT; measures are:\n");
	for (size_t index = 0; index < sizeof measures / sizeof measures[0]; index++)
		fprintf(stderr, "  %s\n", measures[index].name);
	return 2;
}
