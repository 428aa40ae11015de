/** What became of one test, as it is told to whoever runs the program: one line of JSON after {@link outcomeMark}. */
export interface Outcome {
	/** The titles of the suites around it, outermost first, and its own. */
	titles: string[];
	state: "passed" | "failed" | "skipped";
	/** How long it took. */
	milliseconds: number;
	/** Of one that failed. */
	message?: string;
	stack?: string;
	/** As JSON, where the assertion compared values. */
	expected?: string;
	actual?: string;
}

/** What stands before each outcome in the program's output. */
export const outcomeMark = "@outcome ";

/** The line that says that all tests have been run. */
export const endMark = "@end";

/** What can be told of an error that a test has thrown. */
export function describeFailure(error: unknown): Pick<Outcome, "message" | "stack" | "expected" | "actual"> {
	if (!(error instanceof Error)) return { message: String(error) };
	const told = { message: error.message, stack: error.stack ?? "" };
	if (!("actual" in error && "expected" in error)) return told;
	const [expected, actual] = [toJson(error.expected), toJson(error.actual)];
	return expected === undefined || actual === undefined ? told : { ...told, expected, actual };
}

function toJson(value: unknown): string | undefined {
	try {
		return JSON.stringify(value, undefined, 2);
	} catch {
		return undefined;
	}
}
