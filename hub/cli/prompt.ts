import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { ReadStream } from "node:tty";
import { HubError } from "../common/errors";

/** Where a command reads from and writes to. */
export interface Terminal {
	input: Readable;
	output: Writable;
}

/**
 * Asks for a password: twice and without showing it on a terminal, else one line of the standard input. A password is
 * never an argument, as arguments are seen by everybody on the machine.
 * @throws HubError `no-password`, `not-the-same`
 */
export async function askPassword({ input, output }: Terminal, name: string): Promise<string> {
	if (!(input instanceof ReadStream)) return firstLine(input);
	const password = await askHidden(input, output, `Password for ${name}: `);
	if (password !== (await askHidden(input, output, "Once more: "))) {
		throw new HubError("not-the-same", "the two passwords are not the same; nothing was changed");
	}
	return password;
}

async function firstLine(input: Readable): Promise<string> {
	for await (const line of createInterface({ input })) return line;
	throw new HubError("no-password", "there is no password on the standard input");
}

async function askHidden(input: ReadStream, output: Writable, question: string): Promise<string> {
	output.write(question);
	input.setRawMode(true);
	input.setEncoding("utf8");
	input.resume();
	try {
		return await new Promise((resolve, reject) => {
			let typed = "";
			const hear = (data: string): void => {
				for (const character of data) {
					if (character === "\r" || character === "\n") {
						input.off("data", hear);
						resolve(typed);
						return;
					}
					if (character === "\u0003" || character === "\u0004") {
						input.off("data", hear);
						reject(new HubError("no-password", "nothing was changed"));
						return;
					}
					typed = character === "\u007f" ? typed.slice(0, -1) : typed + character;
				}
			};
			input.on("data", hear);
		});
	} finally {
		input.setRawMode(false);
		input.pause();
		output.write("\n");
	}
}
