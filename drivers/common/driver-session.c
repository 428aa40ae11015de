#include "driver-session.h"

void driver_session_start(driver_session_t *session) {
	if (!driver_session_is_started(driver_session_number(session)))
		atomic_fetch_add(session, 1);
}

void driver_session_stop(driver_session_t *session) {
	if (driver_session_is_started(driver_session_number(session)))
		atomic_fetch_add(session, 1);
}

uint32_t driver_session_number(driver_session_t *session) {
	return atomic_load(session);
}

bool driver_session_is_started(uint32_t number) {
	return number % 2 == 1;
}
