import Instrumentation from "instrumentation";
import config from "mc/config";
import { detachedBuffer, postFromThread } from "./native-cases";

const kept: object[] = [];

function fillSlots(): void {
	let list: { next?: object } = {};
	kept.push(list);
	for (;;) {
		const next = {};
		list.next = next;
		list = next;
	}
}

function fillChunks(): void {
	for (;;) kept.push(new ArrayBuffer(1000));
}

function recurse(depth: number): number {
	return recurse(depth + 1) + 1;
}

function read(name: string): number {
	return Instrumentation.get(Instrumentation.map(name as never)) ?? NaN;
}

/** What the platform's tests have the machine do. Each is called by a timer. */
export const cases: Readonly<Record<string, () => void>> = {
	wait: () => trace("waiting\n"),
	fillSlots,
	fillChunks,
	overflowStack: () => void recurse(0),
	throwError() {
		throw new RangeError("too far", { cause: new TypeError("the reason") });
	},
	throwString() {
		Reflect.apply(JSON.parse, undefined, ["1", () => native("xs_throw_string").call(undefined)]);
	},
	rejectPromise() {
		void Promise.reject(Object.assign(new Error("nobody listens"), { code: "alone" }));
	},
	handleRejection() {
		Promise.reject(new Error("somebody listens")).catch(() => trace("handled\n"));
	},
	callMissingFunction() {
		native("xs_function_that_is_not_there").call(undefined);
	},
	importMissingModule() {
		const specifier = "no-such-module";
		void import(specifier);
	},
	catchError() {
		try {
			throw new Error("for the debugger");
		} catch {
			trace("caught\n");
		}
	},
	loopForEver() {
		trace("looping\n");
		for (;;);
	},
	showConfig: () => trace(`${JSON.stringify(config)}\n`),
	detachedBuffer,
	/** Functions and string literals, evaluated over and over: no chunks are made for them, as on the chip. */
	allocateNothing() {
		const before = read("XS Chunk Heap Allocated");
		let length = 0;
		for (let i = 0; i < 1000; i++) {
			const literal = (): string => "a string literal, which lies in flash";
			length += literal().length;
		}
		trace(`allocated ${read("XS Chunk Heap Allocated") - before} for ${length}\n`);
	},
	showLimits: () => trace(`slots ${read("XS Slot Heap Limit") / 16} chunks ${read("XS Chunk Heap Limit")}\n`),
	messages() {
		postFromThread(1000, (count) => trace(`messages ${count}\n`));
	},
};
