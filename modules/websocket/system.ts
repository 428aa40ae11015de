/** Fills a buffer with random bytes that nobody can predict: ESP-IDF's esp_fill_random. */
export function fillRandom(this: unknown, buffer: Uint8Array): void {
	native("xs_websocket_fill_random").call(this, buffer);
}

/** Whether a buffer is well-formed UTF-8. RFC 3629. */
export function isUTF8(this: unknown, buffer: ArrayBuffer): boolean {
	return native("xs_websocket_check_utf8").call(this, buffer);
}

/** Milliseconds, with a fraction, on a clock that does not jump: ESP-IDF's esp_timer_get_time. */
export function milliseconds(this: unknown): number {
	return native("xs_websocket_milliseconds").call(this);
}
