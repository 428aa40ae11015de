import { styleText } from "node:util";

const colors = ["cyan", "magenta", "yellow", "green", "blue"] as const;

/** Prints lines, each after the name of who says it, the names in a column and, on a terminal, in colors. */
export class Output {
	readonly #stream: NodeJS.WriteStream;
	readonly #colored: boolean;
	readonly #names: string[];
	readonly #width: number;

	/** `names` are all that will say something. */
	constructor(stream: NodeJS.WriteStream, names: readonly string[]) {
		this.#stream = stream;
		this.#colored = stream.isTTY && process.env["NO_COLOR"] === undefined;
		this.#names = [...names];
		this.#width = Math.max(...names.map((name) => name.length));
	}

	/** Prints what `name` says: one or several lines. */
	say(name: string, text: string): void {
		const color = colors[this.#names.indexOf(name) % colors.length] ?? "white";
		const column = `${name.padEnd(this.#width)} |`;
		const prefix = this.#colored ? styleText(color, column) : column;
		for (const line of text.split("\n")) this.#stream.write(`${prefix} ${line}\n`);
	}

	/** Prints a block with an empty line around it, the first line of it bold. */
	block(lines: readonly string[]): void {
		const [first = "", ...rest] = lines;
		const title = this.#colored ? styleText("bold", first) : first;
		this.#stream.write(`\n${[title, ...rest].map((line) => `  ${line}`.trimEnd()).join("\n")}\n\n`);
	}
}
