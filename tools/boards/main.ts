import { join } from "node:path";
import { BuildError } from "../build/build-error";
import { writeIfChanged } from "../build/files";
import { boardNames, boardsFolder, checkFolder, generate, sentenceOf } from "./boards";

/** `npm run boards`: checks every board, and writes what follows from those that are right. Exits with 1 if one is not. */
try {
	for (const name of boardNames(boardsFolder)) {
		const { board, problems } = checkFolder(boardsFolder, name);
		for (const problem of problems) console.error(sentenceOf(problem));
		if (board === undefined || problems.length > 0) {
			process.exitCode = 1;
			continue;
		}
		for (const [path, text] of generate(board)) writeIfChanged(join(boardsFolder, path), text);
		console.log(`${name}: in order`);
	}
} catch (error) {
	if (!(error instanceof BuildError)) throw error;
	console.error(error.message);
	process.exitCode = 1;
}
