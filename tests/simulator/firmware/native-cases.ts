/** An object over bytes of C's, as a driver makes them; `close` takes the bytes away. */
class HostBuffer extends Native("xs_host_buffer_destructor") {
	constructor() {
		super();
		native("xs_host_buffer_constructor").call(this);
	}
	close(): void {
		native("xs_host_buffer_close").call(this);
	}
}

/** Runs `use` and traces what became of it. */
function attempt(name: string, use: () => unknown): void {
	try {
		trace(`${name}: ${String(use())}\n`);
	} catch (error) {
		trace(`${name}: ${error instanceof Error ? error.name : "?"}\n`);
	}
}

/** Traces what a view of a host buffer does before and after its bytes are taken away. */
export function detachedBuffer(): void {
	const buffer = new HostBuffer();
	const view = new Uint8Array(buffer as unknown as ArrayBuffer, 2, 4);
	attempt("view", () => view.join());
	view[0] = 99;
	attempt("written", () => new Uint8Array(buffer as unknown as ArrayBuffer).join());
	attempt("in C", () => native("xs_host_buffer_first").call(undefined, view));
	buffer.close();
	attempt("index", () => view[0]);
	attempt("length", () => view.byteLength);
	attempt("join", () => view.join());
	attempt("set", () => view.set([1]));
	attempt("copy", () => new Uint8Array(8).set(view));
	attempt("in C", () => native("xs_host_buffer_first").call(undefined, view));
}

/** Posts `count` messages to the machine from a thread; `done` hears how many came, in order, when all have. */
export function postFromThread(count: number, done: (count: number) => void): void {
	native("xs_messages_post").call(undefined, count, done);
}
