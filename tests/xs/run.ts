import { runBody, Skipped } from "./body";
import { describeFailure, type Outcome } from "./outcome";
import type { HookKind, Suite, Test } from "./suite";

/** Runs a suite and those in it, in their order, and tells of each test as it ends. What matches `skip` is not run. */
export async function runSuite(
	suite: Suite,
	tell: (outcome: Outcome) => void,
	skip: RegExp | undefined,
): Promise<void> {
	if (!hasTests(suite)) return;
	const broken = suite.skipped ? undefined : await runHooks(suite, "before", suite);
	if (broken !== undefined) tell(broken);
	for (const test of suite.tests) {
		if (broken !== undefined) continue;
		tell(await runTest(suite, test, skip));
	}
	for (const inner of suite.suites) if (broken === undefined) await runSuite(inner, tell, skip);
	const after = suite.skipped ? undefined : await runHooks(suite, "after", suite);
	if (after !== undefined) tell(after);
}

async function runTest(suite: Suite, test: Test, skip: RegExp | undefined): Promise<Outcome> {
	const titles = [...suite.titles, test.title];
	const { body } = test;
	if (body === undefined || suite.skipped || skip?.test(titles.join(" ")) === true)
		return { titles, state: "skipped", milliseconds: 0 };
	const start = Date.now();
	let outcome: Pick<Outcome, "state" | "message" | "stack"> = { state: "passed" };
	const hooked = await runAround(suite, "beforeEach");
	if (hooked === undefined) {
		try {
			await runBody(body, suite.milliseconds);
		} catch (error) {
			outcome =
				error instanceof Skipped ? { state: "skipped" } : { state: "failed", ...describeFailure(error) };
		}
	}
	const cleaned = await runAround(suite, "afterEach");
	if (outcome.state !== "failed") outcome = hooked ?? cleaned ?? outcome;
	return { ...outcome, titles, milliseconds: Date.now() - start };
}

/** Runs a hook of the suite and those around it: `beforeEach` from the outermost inwards, `afterEach` outwards. */
async function runAround(suite: Suite, kind: "beforeEach" | "afterEach"): Promise<Outcome | undefined> {
	const around: Suite[] = [];
	for (let each: Suite | undefined = suite; each !== undefined; each = each.parent) around.push(each);
	if (kind === "beforeEach") around.reverse();
	for (const each of around) {
		const failed = await runHooks(each, kind, suite);
		if (failed !== undefined) return failed;
	}
	return undefined;
}

async function runHooks(owner: Suite, kind: HookKind, suite: Suite): Promise<Outcome | undefined> {
	for (const body of owner.hooks[kind]) {
		try {
			await runBody(body, owner.milliseconds);
		} catch (error) {
			const titles = [...suite.titles, `hook "${kind}"`];
			return { titles, state: "failed", milliseconds: 0, ...describeFailure(error) };
		}
	}
	return undefined;
}

function hasTests(suite: Suite): boolean {
	return suite.tests.length > 0 || suite.suites.some(hasTests);
}
