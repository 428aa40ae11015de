/** Moddable SDK, modules/io/storage; ECMA-419, clause 21 (key-value storage). */
declare module "embedded:storage/key-value" {
	type Format = "buffer" | "string" | "uint8" | "int8" | "uint16" | "int16" | "uint32" | "int32";

	interface Storage extends Iterable<string> {
		format: Format;
		/** The value in the storage's format, undefined where there is none. */
		read(key: string): ArrayBuffer | undefined;
		write(key: string, value: ArrayBuffer | ArrayBufferView): void;
		delete(key: string): void;
		close(): void;
	}

	const storage: {
		/** Opens a namespace, in the format `buffer` unless another is given. */
		open(options: { path: string; mode?: "r" | "r+"; format?: Format }): Storage;
	};
	export default storage;
}
