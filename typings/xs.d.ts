/** Writes to the console and to xsbug; no line end is added. Moddable SDK, documentation/xs/XS in C.md. */
declare function trace(...values: (string | number | boolean)[]): void;

interface ArrayBufferConstructor {
	/** The string's UTF-8. An XS extension; xsDataView.c, fx_ArrayBuffer_fromString. */
	fromString(text: string): ArrayBuffer;
}

interface StringConstructor {
	/** An XS extension: the string that the UTF-8 in the buffer spells; throws where it is not UTF-8. */
	fromArrayBuffer(buffer: ArrayBuffer): string;
}
