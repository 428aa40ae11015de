/** How many bytes have been written or erased in the simulated NVS. */
export function changedBytes(): number {
	return native("xs_nvs_changed").call(undefined);
}

/** Cuts its power when so many more have been. */
export function cutPowerAfter(bytes: number): void {
	native("xs_nvs_cut").call(undefined, bytes);
}

/** Switches the power on again, and has NVS read anew. What was open is closed. */
export function restartFlash(): void {
	native("xs_nvs_restart").call(undefined);
}

/** Erases all of it. */
export function wipeFlash(): void {
	native("xs_nvs_wipe").call(undefined);
}

/** Keeps a copy of what is in it. */
export function saveFlash(): void {
	native("xs_nvs_save").call(undefined);
}

/** Makes it what it was when it was kept, and switches the power on again. */
export function restoreFlash(): void {
	native("xs_nvs_restore").call(undefined);
}
