#ifndef BELLTOWER_XS_MESSAGES_H
#define BELLTOWER_XS_MESSAGES_H

/** Opens the queue for messages to `the`; called on the machine's thread. */
void simMessagesOpen(void *the);

/** Delivers the messages that wait. */
void simMessagesDeliver(void *the);

/** From now on nothing is taken, those who wait give up, and what waits is dropped. Before the machine is
 * deleted. */
void simMessagesClose(void);

#endif
