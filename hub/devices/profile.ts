import type { TextMessage } from "../common/text";
import type { Hello } from "./doorbell-says";
import type { Dialect } from "./device-connection";
import { isObject } from "../common/text";

/** What is remembered of a doorbell while the hub does not run. */
export interface Remembered {
	name: string | null;
	firmware: string;
	board: string;
	/** When it was last connected, milliseconds since 1970. */
	seen: number | null;
	/** When the picture came that is kept of it, milliseconds since 1970. */
	pictured: number | null;
}

/** What a doorbell is and what it says of itself in `hello`. */
export class Profile {
	readonly #id: string;
	/** The name given at the hub; null: its own. */
	givenName: string | null = null;
	firmware = "";
	board = "";
	capabilities: string[] = [];
	/** What it says of updates; null where it takes none. */
	update: Record<string, unknown> | null = null;
	#ownName: string;

	constructor(id: string, dialect: Dialect) {
		this.#id = id;
		this.#ownName = dialect === "original" ? "Original doorbell" : id;
	}

	/** What people call it. */
	get name(): string {
		return this.givenName ?? this.#ownName;
	}

	/** Takes over what is remembered of it from before the hub's start. */
	remember({ name, firmware, board }: Remembered): void {
		this.givenName = name;
		this.firmware = firmware;
		this.board = board;
	}

	/** Takes a `hello`. @param message all of it */
	take({ name, firmware, board, capabilities }: Hello, message: TextMessage): void {
		this.#ownName = name ?? this.#id;
		this.firmware = firmware;
		this.board = board;
		this.capabilities = capabilities;
		this.update = isObject(message["update"]) ? message["update"] : null;
	}

	/** Its firmware has proved itself. @returns whether that is news */
	confirmUpdate(): boolean {
		if (!this.update) return false;
		this.update = { ...this.update, trial: false };
		return true;
	}
}
