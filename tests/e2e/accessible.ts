import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe-core returns, as far as it is read here. */
interface Axe {
	run(options: object): Promise<{
		violations: { id: string; help: string; nodes: { html: string; failureSummary: string }[] }[];
	}>;
}

/**
 * What stands in the way of people who use the page by keyboard, screen reader, or with weak sight: WCAG 2.1 A and AA and
 * axe-core's best practices. Empty if nothing is found.
 */
export async function barriers(page: Page): Promise<string[]> {
	if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(source);
	return page.evaluate(async () => {
		const { axe } = globalThis as unknown as { axe: Axe };
		const { violations } = await axe.run({ resultTypes: ["violations"] });
		return violations.flatMap(({ id, help, nodes }) =>
			nodes.map(({ html, failureSummary }) => `${id}: ${help}\n${html.slice(0, 300)}\n${failureSummary}`),
		);
	});
}
