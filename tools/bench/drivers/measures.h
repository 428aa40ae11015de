#ifndef MEASURES_H
#define MEASURES_H

/** Each measures one thing in a process of its own and prints one line of JSON. Bytes, nanoseconds,
 * microseconds of the simulated clock; see drivers.ts, which says what each means. */

void memory_of_codec(unsigned seconds);
void memory_of_camera(unsigned seconds);
void memory_of_light(unsigned seconds);

/** The same with stacks that have room for a PC's frames: for what is used of them. */
void stacks_of_codec(unsigned seconds);
void stacks_of_camera(unsigned seconds);
void stacks_of_light(unsigned seconds);

void cpu_of_microphone(unsigned seconds);
void cpu_of_speaker(unsigned seconds);
void cpu_of_camera(unsigned seconds);

/** The same calls into ESP-IDF at the same rate, without the driver. */
void cpu_of_microphone_calls(unsigned seconds);
void cpu_of_speaker_calls(unsigned seconds);
void cpu_of_camera_calls(unsigned seconds);

/** What the driver's tasks compute, in a loop that never waits. */
void work_of_microphone(unsigned times);
void work_of_speaker(unsigned times);
void work_of_camera(unsigned times);

void start_of_microphone(unsigned runs);
void start_of_camera(unsigned runs);

#endif
