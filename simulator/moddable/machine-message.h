#pragma once

/** Drops all that was posted and is not delivered. No thread may post any more. */
void machine_message_drop_all(void);
