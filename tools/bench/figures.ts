/** The value below which `share` (0 to 1) of `values` lie. NaN for none. */
export function percentile(values: readonly number[], share: number): number {
	const sorted = [...values].sort((left, right) => left - right);
	return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** Prints rows under a heading, first column left-aligned, the others right-aligned. */
export function printTable(
	heading: string,
	columns: readonly string[],
	rows: readonly (readonly string[])[],
): void {
	const table = [columns, ...rows];
	const widths = columns.map((_, index) => Math.max(...table.map((row) => (row[index] ?? "").length)));
	console.log(`\n${heading}\n`);
	table.forEach((row, line) => {
		const cells = row.map((cell, index) =>
			index === 0 ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0),
		);
		console.log(`  ${cells.join("  ")}`);
		if (line === 0) console.log(`  ${widths.map((width) => "-".repeat(width)).join("  ")}`);
	});
}
