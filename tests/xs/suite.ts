/** The body of a test or a hook. Called with a {@link Context}. */
export type Body = (this: Context) => unknown;

/** What a test's body sees as `this`: the part of mocha's context that Belltower's tests use. */
export interface Context {
	/** Gives this test (or, from a suite's or hook's body, those to come) `milliseconds` to end; 0: as long as it takes. */
	timeout(milliseconds: number): void;
	/** Ends the test, to be reported as skipped. */
	skip(): never;
}

/** One test. */
export interface Test {
	title: string;
	/** Undefined if it is skipped. */
	body: Body | undefined;
}

/** When a hook is run: mocha's names. */
export type HookKind = "before" | "after" | "beforeEach" | "afterEach";

/** A `describe` with what is in it. */
export class Suite {
	readonly title: string;
	readonly parent: Suite | undefined;
	readonly skipped: boolean;
	readonly tests: Test[] = [];
	readonly suites: Suite[] = [];
	readonly hooks: Record<HookKind, Body[]> = { before: [], after: [], beforeEach: [], afterEach: [] };
	#milliseconds: number | undefined;

	constructor(title: string, parent?: Suite, skipped = false) {
		this.title = title;
		this.parent = parent;
		this.skipped = skipped || (parent?.skipped ?? false);
		parent?.suites.push(this);
	}

	/** How long each of its tests may take, in milliseconds; as long as in the suite around it unless set. */
	get milliseconds(): number {
		return this.#milliseconds ?? this.parent?.milliseconds ?? 10_000;
	}

	set milliseconds(value: number) {
		this.#milliseconds = value;
	}

	/** The titles of the suites around it and its own, outermost first, the nameless outermost left out. */
	get titles(): string[] {
		return this.parent === undefined ? [] : [...this.parent.titles, this.title];
	}
}
