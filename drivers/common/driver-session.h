#ifndef DRIVER_SESSION_H
#define DRIVER_SESSION_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/**
 * Whether JavaScript wants a driver to work. Each start and each stop counts it up, so that it is odd while
 * the work is wanted, and what belongs to an earlier session can be told from what belongs to this one.
 */
typedef atomic_uint_least32_t driver_session_t;

/** JavaScript: the work is wanted. Harmless when it is already. */
void driver_session_start(driver_session_t *session);

/** JavaScript: the work is not wanted. Harmless when it is not. */
void driver_session_stop(driver_session_t *session);

/** The session's number. */
uint32_t driver_session_number(driver_session_t *session);

/** Whether a session of that number is one in which the work is wanted. */
bool driver_session_is_started(uint32_t number);

#endif
