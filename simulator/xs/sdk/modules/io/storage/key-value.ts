export type KeyValueFormat = "buffer" | "string" | "uint8" | "int8" | "uint16" | "int16" | "uint32" | "int32";

export interface KeyValueOptions {
	/** The namespace: 1 to 15 characters, maybe a slash at its end. */
	path: string;
	/** `r+`, to read and write, by default. */
	mode?: "r" | "r+";
	format?: KeyValueFormat;
}

/** A namespace of NVS. ECMA-419, clause 21 (key-value storage). */
class Storage extends Native("xs_key_value_destructor") {
	constructor(options: KeyValueOptions) {
		super();
		native("xs_key_value_open").call(this, options);
	}
	close(): void {
		native("xs_key_value_close").call(this);
	}
	/** The value, undefined where there is none; with a buffer, fills that and returns the value's length. */
	read(key: string, buffer?: ArrayBuffer | ArrayBufferView): unknown {
		return native("xs_key_value_read").call(this, key, buffer);
	}
	write(key: string, value: unknown): void {
		native("xs_key_value_write").call(this, key, value);
	}
	delete(key: string): void {
		native("xs_key_value_delete").call(this, key);
	}
	get format(): KeyValueFormat {
		return native("xs_key_value_get_format").call(this);
	}
	set format(format: KeyValueFormat) {
		native("xs_key_value_set_format").call(this, format);
	}
	[Symbol.iterator](): Iterator<string> {
		const keys: string[] = native("xs_key_value_keys").call(this);
		return keys[Symbol.iterator]();
	}
}

export type { Storage };

export default Object.freeze({
	/** Opens a namespace; throws where there is none and it is to be read only. */
	open(options: KeyValueOptions): Storage {
		return new Storage(options);
	},
});
