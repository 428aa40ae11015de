import config from "mc/config";
import Timer from "timer";
import { cases } from "./cases";

/** Runs the case that the configuration names. */
export default function main(): void {
	const run = cases[String(config["case"])];
	if (run === undefined) throw new Error(`there is no case "${String(config["case"])}"`);
	Timer.set(run);
}
