/** How the program ends when it is asked to: it may say goodbye first. */
#ifndef BELLTOWER_XS_ENDING_H
#define BELLTOWER_XS_ENDING_H

/**
 * Has `callback` called, once and on the machine's thread, when the program is asked to end. Then it has half
 * a second, or until its last socket is closed; without a callback it ends at once.
 */
void simEndingListen(void (*callback)(void));

/** The program is asked to end. From any thread and from signal handlers. */
void simEndingBegin(void);

/** For the loop, at each turn: lets the program end in time. Returns how long it may wait, in ms, or -1. */
int simEndingTurn(void *the);

#endif
