/** Gives Node the names that XS adds to the language and the modules use. On XS it changes nothing. */
if (!("fromString" in ArrayBuffer)) {
	const encoder = new TextEncoder();
	const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
	Object.assign(ArrayBuffer, { fromString: (text: string) => encoder.encode(text).buffer });
	Object.assign(String, { fromArrayBuffer: (buffer: ArrayBuffer) => decoder.decode(buffer) });
}

export {};
