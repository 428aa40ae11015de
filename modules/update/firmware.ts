/** The firmware's slots, and how one comes to run in the place of the other. */
export interface Firmware {
	/** Whether this program runs from a slot and there is another. */
	readonly isPossible: boolean;
	/** The slot that this program runs from. */
	readonly slot: string;
	/** What the other slot holds at most, in bytes. */
	readonly capacity: number;
	/** This program's version, as its description has it: with the board. */
	readonly version: string;
	/** The chip, as an image's header has it: `esp_chip_id_t`. */
	readonly chip: number;
	/** Whether this program is on trial: it runs for the first time and has not been confirmed. */
	readonly onTrial: boolean;
	/** Whether only signed images are taken. */
	readonly isSigned: boolean;
	/** Why the chip was started: `esp_reset_reason_t`. */
	readonly resetReason: number;
	/** Internal memory that is free, in bytes. */
	readonly freeMemory: number;
	/** Starts to write the other slot, or goes on at `offset`, a multiple of 4,096. Returns a handle. */
	begin(offset: number): number;
	/** Writes what comes next. */
	write(handle: number, bytes: Uint8Array): void;
	/** Ends writing. What was written stays. */
	end(handle: number): void;
	/** The SHA-256 of the first `length` bytes of the other slot, in hexadecimal digits. */
	hash(length: number): string;
	/** Whether the image in the other slot is whole, by its own checksum and hash. */
	isWhole(): boolean;
	/** Has the other slot started next, on trial. False if its signature is not one of the trusted key. */
	select(): boolean;
	/** This program has proved itself. */
	confirm(): void;
	/** Whether there is a program before this one to go back to. */
	canRollBack(): boolean;
	/** Has the program before started next, and this one never again. */
	rollBack(): void;
	/** The version of the program that was given up last, with the board; empty where there is none. Reads its whole slot. */
	readonly givenUp: string;
	/** Starts the chip anew. */
	restart(): void;
	/** Goes back to the program before after so many milliseconds, whatever JavaScript does meanwhile. */
	setDeadline(milliseconds: number): void;
	clearDeadline(): void;
}

/** ESP-IDF's updates. Functions throw an `Error` with ESP-IDF's name of what went wrong. */
export class FlashFirmware implements Firmware {
	get isPossible(): boolean {
		return native("xs_update_is_possible").call(this);
	}
	get slot(): string {
		return native("xs_update_slot").call(this);
	}
	get capacity(): number {
		return native("xs_update_capacity").call(this);
	}
	get version(): string {
		return native("xs_update_version").call(this);
	}
	get chip(): number {
		return native("xs_update_chip").call(this);
	}
	get onTrial(): boolean {
		return native("xs_update_on_trial").call(this);
	}
	get isSigned(): boolean {
		return native("xs_update_is_signed").call(this);
	}
	get resetReason(): number {
		return native("xs_update_reset_reason").call(this);
	}
	get freeMemory(): number {
		return native("xs_update_free_memory").call(this);
	}
	begin(offset: number): number {
		return native("xs_update_begin").call(this, offset);
	}
	write(handle: number, bytes: Uint8Array): void {
		return native("xs_update_write").call(this, handle, bytes);
	}
	end(handle: number): void {
		return native("xs_update_end").call(this, handle);
	}
	hash(length: number): string {
		return native("xs_update_hash").call(this, length);
	}
	isWhole(): boolean {
		return native("xs_update_is_whole").call(this);
	}
	select(): boolean {
		return native("xs_update_select").call(this);
	}
	confirm(): void {
		return native("xs_update_confirm").call(this);
	}
	canRollBack(): boolean {
		return native("xs_update_can_roll_back").call(this);
	}
	rollBack(): void {
		return native("xs_update_roll_back").call(this);
	}
	get givenUp(): string {
		return native("xs_update_given_up").call(this);
	}
	restart(): void {
		return native("xs_update_restart").call(this);
	}
	setDeadline(milliseconds: number): void {
		return native("xs_update_set_deadline").call(this, milliseconds);
	}
	clearDeadline(): void {
		return native("xs_update_clear_deadline").call(this);
	}
}
