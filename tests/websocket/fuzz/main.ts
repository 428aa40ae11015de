import config from "mc/config";
import { Random } from "./random";
import { play } from "./scenario";

/** How many connections there are at a time. */
const atOnce = 20;

/**
 * Plays the scenarios of `seeds` (numbers with commas between them), and then those from `first` on until `milliseconds`
 * have passed. Prints `@end COUNT`, or `@wrong SEED: WHY` for each of those that went wrong together.
 */
export default async function main(): Promise<void> {
	const end = Date.now() + Number(config["milliseconds"]);
	const seeds = String(config["seeds"]).split(",").filter(Boolean).map(Number);
	let next = Number(config["first"]);
	let count = 0;
	const wrong: string[] = [];

	const playOne = async (): Promise<void> => {
		const seed = seeds.shift() ?? next++;
		try {
			await play(new Random(seed));
			count++;
		} catch (error) {
			wrong.push(
				`${seed}: ${error instanceof Error ? `${error.message}\n${error.stack ?? ""}` : String(error)}`,
			);
		}
	};
	while (wrong.length === 0 && (seeds.length > 0 || Date.now() < end))
		await Promise.all(
			Array.from({ length: Date.now() < end ? atOnce : Math.min(atOnce, seeds.length) }, playOne),
		);
	for (const each of wrong) trace(`@wrong ${each}\n`);
	if (wrong.length === 0) trace(`@end ${count}\n`);
}
