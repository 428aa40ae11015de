import type { UpdatePhase } from "protocol/events";
import type { ErrorInformation } from "protocol/messages";

/** What is loaded, and from where. */
export interface UpdateJob {
	url: string;
	/** Bytes. */
	size: number;
	/** Hexadecimal digits. */
	sha256: string;
	version: string;
	board: string;
	force: boolean;
	/** Parts that did not work when it began: what is new is not to blame for them. */
	faults: string[];
}

/** An update that did not become what runs. */
export interface FailedUpdate extends ErrorInformation {
	version: string;
}

/** What an update must know after a restart. */
export interface UpdateRecord {
	/** The update that is under way. */
	job?: UpdateJob;
	/** How far it is: `loading` the other slot, `trial` once that has been selected. */
	phase?: "loading" | "trial";
	/** How much of the other slot is written, in whole sectors; bytes. */
	written?: number;
	/** Why the program on trial has given itself up. */
	reason?: ErrorInformation;
	/** The last that was refused or rolled back. It is not tried again unless a person insists. */
	refused?: FailedUpdate;
	/** An end that the server has not been told of, as it was not connected. */
	untold?: { phase: UpdatePhase; version: string } & Partial<ErrorInformation>;
}

/** Where the record is kept: one text, which is replaced as a whole. */
export interface UpdateMemory {
	read(): string | undefined;
	write(text: string): void;
}

/** Reads the record. One that is missing or damaged is an empty one: nothing is under way. */
export function readRecord(memory: UpdateMemory): UpdateRecord {
	try {
		const value: unknown = JSON.parse(memory.read() ?? "{}");
		return typeof value === "object" && value !== null ? value : {};
	} catch {
		return {};
	}
}
