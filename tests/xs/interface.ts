import { Suite, type Body, type Context, type HookKind } from "./suite";

let current = new Suite("");

/** Starts a new, empty outermost suite, to which `describe` and `it` add from now on. */
export function beginSuite(): Suite {
	current = new Suite("");
	return current;
}

function describe(title: string, body: Body): void {
	addSuite(title, body, false);
}

function it(title: string, body?: Body): void {
	current.tests.push({ title, body });
}

describe.skip = (title: string, body: Body): void => {
	addSuite(title, body, true);
};

it.skip = (title: string): void => {
	current.tests.push({ title, body: undefined });
};

function addSuite(title: string, body: Body, skipped: boolean): void {
	const outer = current;
	const suite = new Suite(title, outer, skipped);
	const context: Context = {
		timeout(milliseconds) {
			suite.milliseconds = milliseconds;
		},
		skip() {
			throw new Error("a whole suite is skipped by describe.skip");
		},
	};
	current = suite;
	body.call(context);
	current = outer;
}

function hook(kind: HookKind): (body: Body) => void {
	return (body) => {
		current.hooks[kind].push(body);
	};
}

Object.assign(globalThis, {
	describe,
	it,
	before: hook("before"),
	after: hook("after"),
	beforeEach: hook("beforeEach"),
	afterEach: hook("afterEach"),
});
