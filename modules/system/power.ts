/** Starts the program anew, at once: ESP-IDF's esp_restart. Who wants to say goodbye does so first. */
export function restart(this: unknown): void {
	native("xs_power_restart").call(this);
}

/**
 * Calls back when the program is asked to end by somebody else, while there is time to say goodbye: ESP-IDF's
 * esp_register_shutdown_handler. To be called once.
 */
export function onShutdown(this: unknown, callback: () => void): void {
	native("xs_power_onShutdown").call(this, callback);
}
