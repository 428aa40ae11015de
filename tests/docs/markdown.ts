import { readFileSync } from "node:fs";

/** A page as tests read it. */
export class Page {
	readonly text: string;

	constructor(path: string) {
		this.text = readFileSync(path, "utf8");
	}

	/** The texts of all headings. */
	get headings(): string[] {
		return [...this.text.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => heading);
	}

	/** The rows of the table whose first column has this heading, cell by cell. */
	table(heading: string): string[][] {
		const lines = this.text.split("\n");
		const start = lines.findIndex(
			(line, index) => cells(line)[0] === heading && lines[index + 1]?.startsWith("| -"),
		);
		if (start < 0) throw new Error(`there is no table whose first column is ${heading}`);
		const rows = lines.slice(start + 2);
		const end = rows.findIndex((line) => !line.startsWith("|"));
		return rows.slice(0, end < 0 ? rows.length : end).map(cells);
	}

	/** The indented example that begins with this text, read as JSON. */
	example(start: string): unknown {
		const from = this.text.indexOf(`    ${start}`);
		if (from < 0) throw new Error(`there is no example that begins with ${start}`);
		const lines = this.text.slice(from).split("\n");
		const end = lines.findIndex((line) => !line.startsWith("    "));
		return JSON.parse(lines.slice(0, end).join("\n"));
	}

	/** The paragraph that begins with this text. */
	paragraph(start: string): string {
		const found = this.text.split("\n\n").find((paragraph) => paragraph.startsWith(start));
		if (found === undefined) throw new Error(`there is no paragraph that begins with ${start}`);
		return found;
	}
}

/** What stands between backticks. */
export function codes(text: string): string[] {
	return [...text.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);
}

function cells(line: string): string[] {
	return line
		.split("|")
		.slice(1, -1)
		.map((cell) => cell.trim());
}
