/** What a program does that fails or hangs, where simulator/idf is part of it and the boot loader started it.
 */
#ifndef BELLTOWER_XS_RESET_HOOKS_H
#define BELLTOWER_XS_RESET_HOOKS_H

/** The boot loader, in simulator/idf. */
extern int simulated_boot(char *self, char **parameters) __attribute__((weak));

/** From now on a crash is a panic, and the watchdog looks at the loop. `parameters` are the program's. */
void simResetsBegin(char **parameters);

/** The program has failed. */
void simResetsPanic(void);

#endif
