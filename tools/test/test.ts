import { preparePackages } from "./packages";
import { type Step, steps } from "./steps";
import { sum, type Tally } from "./tally";

const namesOf = (optional: boolean): string =>
	steps.flatMap((step) => ((step.optional ?? false) === optional ? [step.name] : [])).join(", ");

const help = `Tests Belltower.

Usage: npm test [-- STEP...]

Steps, all of them by default, in this order: ${namesOf(false)}
Further ones: ${namesOf(true)}
`;

/** Runs `npm test`. Resolves with the exit status. */
async function main(names: readonly string[]): Promise<number> {
	if (names.includes("--help")) {
		process.stdout.write(help);
		return 0;
	}
	const unknown = names.find((name) => !steps.some((step) => step.name === name));
	if (unknown !== undefined) {
		console.error(`There is no step "${unknown}".\n\n${help}`);
		return 2;
	}
	await preparePackages();
	const wanted = steps.filter(({ name, optional }) => (names.length > 0 ? names.includes(name) : !optional));
	const tallies: Tally[] = [];
	for (const [index, step] of wanted.entries()) {
		if (step.reads && wanted[index - 1]?.reads) continue;
		const end = step.reads ? wanted.findIndex(({ reads }, other) => other > index && !reads) : index + 1;
		const together = wanted.slice(index, end < 0 ? undefined : end);
		tallies.push(...(await Promise.all(together.map(runStep))));
	}
	const total = sum(tallies);
	list("Failed", total.failed);
	list("Skipped", total.skipped);
	console.log(`\n${line(total)}`);
	return total.failed.length > 0 ? 1 : 0;
}

async function runStep(step: Step): Promise<Tally> {
	const { title } = step;
	const start = performance.now();
	console.log(`\n== ${title}`);
	const tally = await step.run();
	const seconds = ((performance.now() - start) / 1000).toFixed(1);
	console.log(`== ${title}: ${line(tally)} (${seconds} s)`);
	return tally;
}

function list(title: string, names: readonly string[]): void {
	if (names.length > 0) console.log(`\n${title}:\n${names.map((name) => `  ${name}`).join("\n")}`);
}

function line({ passed, failed, skipped }: Tally): string {
	return `${passed} passed, ${failed.length} failed, ${skipped.length} skipped`;
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(1));
process.exitCode = await main(process.argv.slice(2));
